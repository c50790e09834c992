import type { APIRequestContext } from '@playwright/test';
import { join } from 'node:path';

export interface Somebody {
  email: string;
  name: string;
  password: string;
}

const password = 'welkom-bij-bigdatagemeenten';

/** Of the demo network, with the passwords that `demo` gives them. */
export const member: Somebody = { email: 'lid@bdg.example', name: 'Noor Dijkhuis', password };
export const organiser: Somebody = { email: 'organisator@bdg.example', name: 'Hidde Terpstra', password };
export const editor: Somebody = { email: 'redacteur@bdg.example', name: 'Marleen Kooijman', password };
export const admin: Somebody = { email: 'beheer@bdg.example', name: 'Rik Samplonius', password };
/** Solved what `member` comes to recognise. The demo network gives him no password; global-setup.ts does. */
export const solver: Somebody = {
  email: 'mehmet.aksoy@shertogenbosch.voorbeeld.example',
  name: 'Mehmet Aksoy',
  password: 'een-wachtwoord-van-de-proef',
};

/** The cookies of somebody whom global-setup.ts signed in: tests do not try the limit on signing in. */
export function signedInAs({ email }: Somebody): { storageState: string } {
  return { storageState: join(process.env.BDG_E2E_DIR ?? '', `${email}.json`) };
}
/** Looks after the people of Zaanstad. */
export const municipalityAdministrator: Somebody = { email: 'gemeentebeheer@bdg.example', name: 'Anna de Vries', password };
/** The same of Utrecht, without the second step that administrators need. global-setup.ts makes the account. */
export const newAdministrator: Somebody = { email: 'els.proef@utrecht.voorbeeld.example', name: 'Els Proef', password: 'veertien witte deuren piepen' };
/** Signs in by the provider that global-setup.ts starts; unknown here before that. */
export const employee = { email: 'sanne.proef@zaanstad.voorbeeld.example', name: 'Sanne Proef' };

/** The page of somebody who is public; its address holds an id. */
export async function pathOfPerson(request: APIRequestContext, { name }: Somebody): Promise<string> {
  const query = 'query People($name: String!) { people(query: $name, first: 1) { edges { node { id } } } }';
  const answer = await request.post('/graphql', { data: { query, variables: { name } } });
  const { data } = (await answer.json()) as { data: { people: { edges: { node: { id: string } }[] } } };
  return `/mensen/${data.people.edges[0]?.node.id}`;
}
