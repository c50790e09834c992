import type { Client } from '@urql/core';
import type { UpdateReportInput, Visibility } from '../../graphql/generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { toAnswer } from './answers.ts';
import type { Server, Version } from './DraftKeeper.ts';
import type { Pick } from './PickMany.tsx';
import { idsOf, pickPerson } from './picks.ts';

/** A report as its form holds it; the names are those of the API's input. */
export interface ReportFields {
  title: string;
  summary: string;
  /** Markdown. */
  body: string;
  takeHomeMessage: string;
  /** Empty without a meeting. */
  meetingId: string;
  authorIds: Pick[];
  visibility: Visibility;
}

/** As the server begins a report of this person. */
export function emptyReport({ person }: Viewer, meetingId = ''): ReportFields {
  return { title: '', summary: '', body: '', takeHomeMessage: '', meetingId, authorIds: [pickPerson(person)], visibility: 'NETWORK' };
}

/** An empty title leaves the title that there is; so does an empty list of authors. */
export function sendableReport(fields: ReportFields, base: ReportFields | null): ReportFields {
  if (!base) return fields;
  return {
    ...fields,
    title: fields.title.trim() === '' ? base.title : fields.title,
    authorIds: fields.authorIds.length === 0 ? base.authorIds : fields.authorIds,
  };
}

type Change = Omit<UpdateReportInput, 'id' | 'revision'>;

export function toReportInput({ takeHomeMessage, meetingId, authorIds, ...plain }: Partial<ReportFields>): Change {
  const input: Change = { ...plain };
  if (authorIds !== undefined) input.authorIds = idsOf(authorIds);
  if (takeHomeMessage !== undefined) input.takeHomeMessage = takeHomeMessage.trim() || null;
  if (meetingId !== undefined) input.meetingId = meetingId || null;
  return input;
}

const reportDraft = graphql(`
  fragment ReportDraftFields on MeetingReport {
    id
    slug
    revision
    status
    visibility
    missingForPublication
    title
    summary
    body
    takeHomeMessage
    meeting { id }
    authors { id displayName municipality { id name slug } }
  }
`);

const createReport = graphql(`
  mutation CreateReport($input: CreateReportInput!) {
    createReport(input: $input) {
      report { id ...ReportDraftFields }
      userErrors { path code message }
    }
  }
`);

const updateReport = graphql(`
  mutation UpdateReport($input: UpdateReportInput!) {
    updateReport(input: $input) {
      report { id ...ReportDraftFields }
      userErrors { path code message }
    }
  }
`);

const publishReport = graphql(`
  mutation PublishReport($input: PublishInput!) {
    publishReport(input: $input) {
      report { id ...ReportDraftFields }
      userErrors { path code message }
    }
  }
`);

const currentReport = graphql(`
  query CurrentReport($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on MeetingReport { ...ReportDraftFields }
    }
  }
`);

type Masked = FragmentType<typeof reportDraft>;

export function reportVersion(masked: Masked): Version<ReportFields> {
  const { id, slug, revision, status, missingForPublication, title, summary, body, takeHomeMessage, meeting, authors, visibility } =
    readFragment(reportDraft, masked);
  return {
    id, slug, revision,
    isPublished: status === 'PUBLISHED',
    missing: missingForPublication,
    fields: {
      title, summary, body, takeHomeMessage: takeHomeMessage ?? '',
      meetingId: meeting?.id ?? '', authorIds: authors.map(pickPerson), visibility,
    },
  };
}

const read = (report: Masked | null | undefined) => (report ? reportVersion(report) : null);

export function reportServer(client: Client): Server<ReportFields> {
  const currentOf = (id: string) => async () => {
    const { data } = await client.query(currentReport, { id }, { requestPolicy: 'network-only' }).toPromise();
    return data?.node?.__typename === 'MeetingReport' ? reportVersion(data.node) : null;
  };
  return {
    async create(fields) {
      const input = { ...toReportInput(fields), title: fields.title };
      const { data, error } = await client.mutation(createReport, { input }).toPromise();
      const payload = data?.createReport;
      return toAnswer({ error, version: read(payload?.report), userErrors: payload?.userErrors ?? [], current: async () => null });
    },
    async update({ id, revision }, change) {
      const { data, error } = await client.mutation(updateReport, { input: { id, revision, ...toReportInput(change) } }).toPromise();
      const payload = data?.updateReport;
      return toAnswer({ error, version: read(payload?.report), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
    async publish({ id, revision, fields }) {
      const input = { id, revision, visibility: fields.visibility };
      const { data, error } = await client.mutation(publishReport, { input }).toPromise();
      const payload = data?.publishReport;
      return toAnswer({ error, version: read(payload?.report), userErrors: payload?.userErrors ?? [], current: currentOf(id) });
    },
  };
}
