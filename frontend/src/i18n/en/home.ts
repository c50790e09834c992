import type { home as nl } from '../nl/home.ts';
import type { Translation } from '../translation.ts';

export const home: Translation<typeof nl> = {
  'home.title': 'Who has tried this before?',
  'home.lead': 'Municipalities tell here what they try with data: what worked, what did not, and whom to call about it.',
  'home.hint': 'Search for a subject, a municipality or a name. Press / to come here.',
  'home.pilots': 'Recently updated',
  'home.allPilots': '{count, plural, one {See the pilot} other {See all # pilots}}',
  'home.meeting': 'Next meeting',
  'home.noMeeting': 'No meeting has been planned yet.',
  'home.pastMeetings': 'Read about the earlier ones',
  'home.challenges': 'What municipalities are looking for now',
  'home.recognised': '{facing, plural, =0 {Nobody recognises this yet} one {# person faces this now} other {# people face this now}}{solved, plural, =0 {} other {, # solved it}}',
  'home.allChallenges': 'All challenges',
  'home.people': 'People worth a call',
  'home.allPeople': 'All your contacts',
  'home.stats': '{pilots, plural, one {# pilot} other {# pilots}} of {municipalities, plural, one {# municipality} other {# municipalities}}, {meetings, plural, one {# meeting} other {# meetings}} and {people, plural, one {# person} other {# people}} to help you on.',
};
