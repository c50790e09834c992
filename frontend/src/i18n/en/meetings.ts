import type { meetings as nl } from '../nl/meetings.ts';
import type { Translation } from '../translation.ts';

export const meetings: Translation<typeof nl> = {
  'meetings.title': 'Meetings',
  'meetings.intro': 'Every quarter one municipality receives the others. See when the next one is, and read what earlier ones brought.',
  'meetings.upcoming': 'Coming up',
  'meetings.past': 'Past',
  'meetings.noneUpcoming': 'No meeting has been planned yet.',
  'meetings.nonePast': 'There are no earlier meetings yet.',
  'meetings.number': '{number, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} meeting',
  'meetings.until': 'to',
  'meetings.agenda': 'Programme',
  'meetings.around': 'Around this meeting',
  'meetings.host': 'Host',
  'meetings.venue': 'Place',
  'meetings.reports': '{count, plural, one {Report} other {Reports}}',
  'meetings.outcomes': 'Outcomes of the workshops',
  'meetings.pilots': 'Pilots that were shown',
};
