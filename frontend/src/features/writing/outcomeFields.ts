import type { Client } from '@urql/core';
import type { InsightKind, UpdateOutcomeInput, Visibility } from '../../graphql/generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { toAnswer } from './answers.ts';
import type { Server, Version } from './DraftKeeper.ts';
import type { Pick } from './PickMany.tsx';
import { pickPerson } from './picks.ts';

export interface InsightLine {
  kind: InsightKind;
  text: string;
}

/** An outcome as its form holds it; the names are those of the API's input. */
export interface OutcomeFields {
  question: string;
  /** Markdown. */
  conclusion: string;
  insights: InsightLine[];
  /** Empty without a meeting. */
  meetingId: string;
  /** One at most; so is the table host. */
  challengeId: Pick[];
  tableHostId: Pick[];
  visibility: Visibility;
}

export const emptyInsight: InsightLine = { kind: 'ANSWER', text: '' };

/** Whoever writes it down mostly led the table. */
export function emptyOutcome({ person }: Viewer, meetingId = ''): OutcomeFields {
  return {
    question: '', conclusion: '', insights: [], meetingId,
    challengeId: [], tableHostId: [pickPerson(person)], visibility: 'NETWORK',
  };
}

/** Without empty lines; an empty question leaves the question that there is. */
export function sendableOutcome(fields: OutcomeFields, base: OutcomeFields | null): OutcomeFields {
  return {
    ...fields,
    question: fields.question.trim() === '' && base ? base.question : fields.question,
    insights: fields.insights.filter(({ text }) => text.trim() !== ''),
  };
}

type Change = Omit<UpdateOutcomeInput, 'id' | 'revision'>;

export function toOutcomeInput({ meetingId, challengeId, tableHostId, ...plain }: Partial<OutcomeFields>): Change {
  const input: Change = { ...plain };
  if (meetingId !== undefined) input.meetingId = meetingId || null;
  if (challengeId !== undefined) input.challengeId = challengeId[0]?.id ?? null;
  if (tableHostId !== undefined) input.tableHostId = tableHostId[0]?.id ?? null;
  return input;
}

const outcomeDraft = graphql(`
  fragment OutcomeDraft on WorkshopOutcome {
    id
    slug
    revision
    status
    visibility
    missingForPublication
    question
    conclusion
    insights { kind text }
    meeting { id }
    challenge { id question }
    tableHost { id displayName municipality { id name slug } }
  }
`);

const createOutcome = graphql(`
  mutation CreateOutcome($input: CreateOutcomeInput!) {
    createOutcome(input: $input) {
      outcome { id ...OutcomeDraft }
      userErrors { path code message }
    }
  }
`);

const updateOutcome = graphql(`
  mutation UpdateOutcome($input: UpdateOutcomeInput!) {
    updateOutcome(input: $input) {
      outcome { id conclusionHtml updatedAt ...OutcomeDraft }
      userErrors { path code message }
    }
  }
`);

const publishOutcome = graphql(`
  mutation PublishOutcome($input: PublishInput!) {
    publishOutcome(input: $input) {
      outcome { id publishedAt ...OutcomeDraft }
      userErrors { path code message }
    }
  }
`);

const currentOutcome = graphql(`
  query CurrentOutcome($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on WorkshopOutcome { ...OutcomeDraft }
    }
  }
`);

type Masked = FragmentType<typeof outcomeDraft>;

export function outcomeVersion(masked: Masked): Version<OutcomeFields> {
  const { id, slug, revision, status, missingForPublication, question, conclusion, insights, meeting, challenge, tableHost, visibility } =
    readFragment(outcomeDraft, masked);
  return {
    id, slug, revision,
    isPublished: status === 'PUBLISHED',
    missing: missingForPublication,
    fields: {
      question, conclusion, insights: insights.map(({ kind, text }) => ({ kind, text })),
      meetingId: meeting?.id ?? '',
      challengeId: challenge ? [{ id: challenge.id, label: challenge.question }] : [],
      tableHostId: tableHost ? [pickPerson(tableHost)] : [],
      visibility,
    },
  };
}

const read = (outcome: Masked | null | undefined) => (outcome ? outcomeVersion(outcome) : null);

export function outcomeServer(client: Client): Server<OutcomeFields> {
  const currentOf = (id: string) => async () => {
    const { data } = await client.query(currentOutcome, { id }, { requestPolicy: 'network-only' }).toPromise();
    return data?.node?.__typename === 'WorkshopOutcome' ? outcomeVersion(data.node) : null;
  };
  return {
    async create(fields) {
      const input = { ...toOutcomeInput(fields), question: fields.question };
      const { data, error } = await client.mutation(createOutcome, { input }).toPromise();
      const payload = data?.createOutcome;
      return toAnswer({ error, version: read(payload?.outcome), userErrors: payload?.userErrors ?? [], current: async () => null });
    },
    async update({ id, revision }, change) {
      const { data, error } = await client.mutation(updateOutcome, { input: { id, revision, ...toOutcomeInput(change) } }).toPromise();
      const payload = data?.updateOutcome;
      return toAnswer({ error, version: read(payload?.outcome), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
    async publish({ id, revision, fields }) {
      const input = { id, revision, visibility: fields.visibility };
      const { data, error } = await client.mutation(publishOutcome, { input }).toPromise();
      const payload = data?.publishOutcome;
      return toAnswer({ error, version: read(payload?.outcome), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
  };
}
