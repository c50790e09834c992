import type { Client } from '@urql/core';
import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { toAnswer } from './answers.ts';
import type { Server, Version } from './DraftKeeper.ts';
import { type MeetingFields, atFormFields, toMeetingInput, toMeetingVersion } from './meetingFields.ts';

const meetingFields = graphql(`
  fragment MeetingFields on Meeting {
    id
    slug
    revision
    visibility
    title
    startsAt
    endsAt
    sequenceNumber
    description
    host { id code name slug }
    venue { name address description }
    agenda {
      id
      kind
      title
      startsAt
      endsAt
      speakers {
        name
        role
        organisation
        person { id displayName municipality { id name slug } }
      }
    }
    pilots(first: 100) {
      edges {
        node {
          id
          slug
          title
          municipality { id name slug }
        }
      }
    }
  }
`);

const createMeeting = graphql(`
  mutation CreateMeeting($input: CreateMeetingInput!) {
    createMeeting(input: $input) {
      meeting { id ...MeetingFields }
      userErrors { path code message }
    }
  }
`);

const updateMeeting = graphql(`
  mutation UpdateMeeting($input: UpdateMeetingInput!) {
    updateMeeting(input: $input) {
      meeting { id descriptionHtml updatedAt ...MeetingFields }
      userErrors { path code message }
    }
  }
`);

const currentMeeting = graphql(`
  query CurrentMeeting($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Meeting { ...MeetingFields }
    }
  }
`);

type Masked = FragmentType<typeof meetingFields>;

export const meetingVersion = (masked: Masked): Version<MeetingFields> => toMeetingVersion(readFragment(meetingFields, masked));

const read = (meeting: Masked | null | undefined) => (meeting ? meetingVersion(meeting) : null);

/** There are no drafts of meetings: planning one publishes it. */
export function meetingServer(client: Client): Server<MeetingFields> {
  const currentOf = (id: string) => async () => {
    const { data } = await client.query(currentMeeting, { id }, { requestPolicy: 'network-only' }).toPromise();
    return data?.node?.__typename === 'Meeting' ? meetingVersion(data.node) : null;
  };
  return {
    async create(fields) {
      const { startsAt, ...rest } = toMeetingInput(fields);
      const input = { ...rest, title: fields.title, startsAt: startsAt ?? '' };
      const { data, error } = await client.mutation(createMeeting, { input }).toPromise();
      const payload = data?.createMeeting;
      const userErrors = atFormFields(payload?.userErrors ?? []);
      return toAnswer({ error, version: read(payload?.meeting), userErrors, current: async () => null });
    },
    async update({ id, revision, fields }, change) {
      const input = { id, revision, ...toMeetingInput({ ...fields, ...change }, Object.keys(change)) };
      const { data, error } = await client.mutation(updateMeeting, { input }).toPromise();
      const payload = data?.updateMeeting;
      const userErrors = atFormFields(payload?.userErrors ?? []);
      return toAnswer({ error, version: read(payload?.meeting), userErrors, current: currentOf(id) });
    },
    publish: async (version) => ({ kind: 'saved', version }),
  };
}
