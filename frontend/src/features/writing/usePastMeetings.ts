import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useLanguage } from '../../i18n/LanguageProvider.tsx';
import { dayInAmsterdam, plainDate } from '../../lib/dates.ts';
import type { Option } from '../../ui/Select.tsx';

const pastMeetings = graphql(`
  query PastMeetings {
    meetings(filter: { upcoming: false }, first: 50) {
      edges {
        node {
          id
          title
          startsAt
        }
      }
    }
  }
`);

/** The meetings that were, the last one first, to choose one of. */
export function usePastMeetings(): (Option & { day: string })[] {
  const { language } = useLanguage();
  // Saving lets go of all lists: asked for once, and kept.
  const client = useClient();
  const [meetings, setMeetings] = useState<(Option & { day: string })[]>([]);
  useEffect(() => {
    let isGone = false;
    void client
      .query(pastMeetings, {}, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data }) => {
        if (isGone || !data) return;
        setMeetings(
          data.meetings.edges.map(({ node }) => ({
            value: node.id,
            label: `${node.title} (${plainDate(node.startsAt, language)})`,
            day: dayInAmsterdam(node.startsAt),
          })),
        );
      });
    return () => {
      isGone = true;
    };
  }, [client, language]);
  return meetings;
}
