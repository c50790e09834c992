import type { people as nl } from '../nl/people.ts';
import type { Translation } from '../translation.ts';

export const people: Translation<typeof nl> = {
  'people.title': 'People',
  'people.intro': 'Who works with data where, and on which subjects? Look somebody up by name, or find somebody through a challenge.',
  'people.onlyPublic': 'You now see only who wants to be found by everybody.',
  'people.signIn': 'Sign in to see everybody',
  'people.search': 'Name',
  'people.found': '{count, plural, one {# person} other {# people}}',
  'people.none': 'There is nobody to see here yet',
  'people.noneNamed': 'Nobody found with the name ‘{name}’',
  'people.noneText': 'Type only the beginning of a first or last name. This person may not want to be found.',
  'people.about': 'About me',
  'people.seeking': 'What I am looking for',
  'people.offering': 'What I can help with',
  'people.moreSignedIn': 'People with an account see more here.',
  'people.challenges': 'Recognises these challenges',
  'people.pilots': 'Takes part in',
  'people.editMine': 'Change my details',
  'people.before': 'Before',
};
