import type { Client } from '@urql/core';
import type {
  BuyerInput, Commitment, DataOrigin, DataSourceInput, Domain, PersonalData, PilotDraftFragment, PilotStage, UpdatePilotInput, Visibility,
} from '../../graphql/generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import type { UserError } from '../../graphql/userErrors.ts';
import { toAnswer } from './answers.ts';
import type { Server, Version } from './DraftKeeper.ts';
import type { Pick } from './PickMany.tsx';
import { idsOf, pickPerson } from './picks.ts';

export interface DataSourceLine {
  name: string;
  origin: DataOrigin;
  personalData: PersonalData;
}

export interface BuyerLine {
  unit: string;
  role: string;
  need: string;
  commitment: Commitment;
}

/** A pilot as its form holds it; the names are those of the API's input. */
export interface PilotFields {
  title: string;
  /** One at most; the id is a CBS code. */
  municipality: Pick[];
  summary: string;
  stage: PilotStage;
  domains: Domain[];
  /** The ids are slugs. */
  themes: Pick[];
  problem: string;
  approach: string;
  results: string;
  lessonsLearned: string;
  failures: string;
  /** One on a line. */
  partners: string;
  dataSources: DataSourceLine[];
  buyers: BuyerLine[];
  cost: string;
  /** One at most: the pilot that this one repeats. */
  replicatesId: Pick[];
  contactIds: Pick[];
  authorIds: Pick[];
  challengeIds: Pick[];
  visibility: Visibility;
}

export const emptyDataSource: DataSourceLine = { name: '', origin: 'INTERNAL', personalData: 'NONE' };
export const emptyBuyer: BuyerLine = { unit: '', role: '', need: '', commitment: 'INTERESTED' };

/** As the server begins a pilot of this person. */
export function emptyPilot({ person }: Viewer): PilotFields {
  return {
    title: '', municipality: [{ id: person.municipality.code, label: person.municipality.name }],
    summary: '', stage: 'IDEA', domains: [], themes: [],
    problem: '', approach: '', results: '', lessonsLearned: '', failures: '',
    partners: '', dataSources: [], buyers: [], cost: '', replicatesId: [],
    contactIds: [pickPerson(person)], authorIds: [pickPerson(person)], challengeIds: [], visibility: 'NETWORK',
  };
}

/** Without the lines that cannot be kept yet; an empty title leaves the title that there is. */
export function sendablePilot(fields: PilotFields, base: PilotFields | null): PilotFields {
  return {
    ...fields,
    title: fields.title.trim() === '' && base ? base.title : fields.title,
    municipality: fields.municipality.length === 0 && base ? base.municipality : fields.municipality,
    authorIds: fields.authorIds.length === 0 && base ? base.authorIds : fields.authorIds,
    dataSources: fields.dataSources.filter(({ name }) => name.trim() !== ''),
    buyers: fields.buyers.filter(({ unit }) => unit.trim() !== ''),
  };
}

/** Lines with something in them, but without the name that they need. */
export function unfinishedLines({ buyers }: PilotFields, message: string): UserError[] {
  return buyers.flatMap(({ unit, role, need }, line) =>
    unit.trim() === '' && (role + need).trim() !== '' ? [{ path: ['buyers', String(line), 'unit'], code: 'REQUIRED', message }] : [],
  );
}

type Change = Omit<UpdatePilotInput, 'id' | 'revision'>;

export function toPilotInput(change: Partial<PilotFields>): Change {
  const { municipality, themes, partners, dataSources, buyers, replicatesId, contactIds, authorIds, challengeIds, ...plain } = change;
  const input: Change = { ...plain };
  if (municipality?.[0]) input.municipality = municipality[0].id;
  if (themes) input.themes = idsOf(themes);
  if (partners !== undefined) input.partners = lines(partners);
  if (dataSources) input.dataSources = dataSources satisfies DataSourceInput[];
  if (buyers) {
    input.buyers = buyers.map(({ unit, role, need, commitment }): BuyerInput => ({ unit, role: role || null, need: need || null, commitment }));
  }
  if (replicatesId) input.replicatesId = replicatesId[0]?.id ?? null;
  if (contactIds) input.contactIds = idsOf(contactIds);
  if (authorIds) input.authorIds = idsOf(authorIds);
  if (challengeIds) input.challengeIds = idsOf(challengeIds);
  return input;
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

const pilotDraft = graphql(`
  fragment PilotDraft on Pilot {
    id
    slug
    revision
    status
    visibility
    missingForPublication
    title
    summary
    stage
    domains
    themes { slug label }
    municipality { id code name slug }
    problem
    approach
    results
    lessonsLearned
    failures
    partners
    dataSources { name origin personalData }
    buyers { unit role need commitment }
    cost
    replicates { id slug title municipality { id name slug } }
    contacts { id displayName municipality { id name slug } }
    authors { id displayName municipality { id name slug } }
    challenges { id question }
  }
`);

const createPilot = graphql(`
  mutation CreatePilot($input: CreatePilotInput!) {
    createPilot(input: $input) {
      pilot { id ...PilotDraft }
      userErrors { path code message }
    }
  }
`);

const updatePilot = graphql(`
  mutation UpdatePilot($input: UpdatePilotInput!) {
    updatePilot(input: $input) {
      pilot { id ...PilotDraft }
      userErrors { path code message }
    }
  }
`);

const publishPilot = graphql(`
  mutation PublishPilot($input: PublishInput!) {
    publishPilot(input: $input) {
      pilot { id ...PilotDraft }
      userErrors { path code message }
    }
  }
`);

const currentPilot = graphql(`
  query CurrentPilot($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Pilot { ...PilotDraft }
    }
  }
`);

export function pilotVersion(masked: FragmentType<typeof pilotDraft>): Version<PilotFields> {
  const pilot = readFragment(pilotDraft, masked);
  return {
    id: pilot.id,
    slug: pilot.slug,
    revision: pilot.revision,
    isPublished: pilot.status === 'PUBLISHED',
    missing: pilot.missingForPublication,
    fields: toFields(pilot),
  };
}

function toFields(pilot: PilotDraftFragment): PilotFields {
  const { title, summary, stage, domains, problem, approach, results, lessonsLearned, failures, visibility } = pilot;
  return {
    title, summary, stage, domains: [...domains], problem, approach, results, lessonsLearned, failures, visibility,
    municipality: [{ id: pilot.municipality.code, label: pilot.municipality.name }],
    themes: pilot.themes.map(({ slug, label }) => ({ id: slug, label })),
    partners: pilot.partners.join('\n'),
    dataSources: pilot.dataSources.map(({ name, origin, personalData }) => ({ name, origin, personalData })),
    buyers: pilot.buyers.map(({ unit, role, need, commitment }) => ({ unit, role: role ?? '', need: need ?? '', commitment })),
    cost: pilot.cost,
    replicatesId: pilot.replicates ? [{ id: pilot.replicates.id, label: `${pilot.replicates.title} (${pilot.replicates.municipality.name})` }] : [],
    contactIds: pilot.contacts.map(pickPerson),
    authorIds: pilot.authors.map(pickPerson),
    challengeIds: pilot.challenges.map(({ id, question }) => ({ id, label: question })),
  };
}

const read = (pilot: FragmentType<typeof pilotDraft> | null | undefined) => (pilot ? pilotVersion(pilot) : null);

export function pilotServer(client: Client): Server<PilotFields> {
  const currentOf = (id: string) => async () => {
    const { data } = await client.query(currentPilot, { id }, { requestPolicy: 'network-only' }).toPromise();
    return data?.node?.__typename === 'Pilot' ? pilotVersion(data.node) : null;
  };
  return {
    async create(fields) {
      const input = { ...toPilotInput(fields), title: fields.title };
      const { data, error } = await client.mutation(createPilot, { input }).toPromise();
      const payload = data?.createPilot;
      return toAnswer({ error, version: read(payload?.pilot), userErrors: payload?.userErrors ?? [], current: async () => null });
    },
    async update({ id, revision }, change) {
      const { data, error } = await client.mutation(updatePilot, { input: { id, revision, ...toPilotInput(change) } }).toPromise();
      const payload = data?.updatePilot;
      return toAnswer({ error, version: read(payload?.pilot), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
    async publish({ id, revision, fields }) {
      const input = { id, revision, visibility: fields.visibility };
      const { data, error } = await client.mutation(publishPilot, { input }).toPromise();
      const payload = data?.publishPilot;
      return toAnswer({ error, version: read(payload?.pilot), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
  };
}
