import type { Client } from '@urql/core';
import type { UpdateChallengeInput, Visibility } from '../../graphql/generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { toAnswer } from './answers.ts';
import type { Server, Version } from './DraftKeeper.ts';
import type { Pick } from './PickMany.tsx';
import { idsOf } from './picks.ts';

/** A challenge as its form holds it; the names are those of the API's input. */
export interface ChallengeFields {
  question: string;
  /** Markdown. */
  context: string;
  /** The ids are slugs. */
  themes: Pick[];
  visibility: Visibility;
}

export function emptyChallenge(question = ''): ChallengeFields {
  return { question, context: '', themes: [], visibility: 'NETWORK' };
}

type Change = Omit<UpdateChallengeInput, 'id' | 'revision'>;

export function toChallengeInput({ themes, ...plain }: Partial<ChallengeFields>): Change {
  return { ...plain, ...(themes && { themes: idsOf(themes) }) };
}

const challengeFields = graphql(`
  fragment ChallengeFields on Challenge {
    id
    slug
    revision
    visibility
    question
    context
    themes { slug label }
  }
`);

const createChallenge = graphql(`
  mutation CreateChallenge($input: CreateChallengeInput!) {
    createChallenge(input: $input) {
      challenge { id ...ChallengeFields }
      userErrors { path code message }
    }
  }
`);

const updateChallenge = graphql(`
  mutation UpdateChallenge($input: UpdateChallengeInput!) {
    updateChallenge(input: $input) {
      challenge { id contextHtml updatedAt ...ChallengeFields }
      userErrors { path code message }
    }
  }
`);

const currentChallenge = graphql(`
  query CurrentChallenge($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Challenge { ...ChallengeFields }
    }
  }
`);

type Masked = FragmentType<typeof challengeFields>;

export function challengeVersion(masked: Masked): Version<ChallengeFields> {
  const { id, slug, revision, question, context, themes, visibility } = readFragment(challengeFields, masked);
  return {
    id, slug, revision, isPublished: true, missing: [],
    fields: { question, context, themes: themes.map((theme) => ({ id: theme.slug, label: theme.label })), visibility },
  };
}

const read = (challenge: Masked | null | undefined) => (challenge ? challengeVersion(challenge) : null);

/** There are no drafts of challenges: making one publishes it. */
export function challengeServer(client: Client): Server<ChallengeFields> {
  const currentOf = (id: string) => async () => {
    const { data } = await client.query(currentChallenge, { id }, { requestPolicy: 'network-only' }).toPromise();
    return data?.node?.__typename === 'Challenge' ? challengeVersion(data.node) : null;
  };
  return {
    async create(fields) {
      const input = { ...toChallengeInput(fields), question: fields.question };
      const { data, error } = await client.mutation(createChallenge, { input }).toPromise();
      const payload = data?.createChallenge;
      return toAnswer({ error, version: read(payload?.challenge), userErrors: payload?.userErrors ?? [], current: async () => null });
    },
    async update({ id, revision }, change) {
      const input = { id, revision, ...toChallengeInput(change) };
      const { data, error } = await client.mutation(updateChallenge, { input }).toPromise();
      const payload = data?.updateChallenge;
      return toAnswer({ error, version: read(payload?.challenge), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
    publish: async (version) => ({ kind: 'saved', version }),
  };
}
