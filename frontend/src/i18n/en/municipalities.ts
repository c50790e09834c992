import type { municipalities as nl } from '../nl/municipalities.ts';
import type { Translation } from '../translation.ts';

export const municipalities: Translation<typeof nl> = {
  'municipalities.title': 'Municipalities',
  'municipalities.intro': 'Look up your municipality, or see what another one does with data and whom you can talk to there.',
  'municipalities.search': 'Name of the municipality',
  'municipalities.searchHelp': 'The name of a former municipality works too.',
  'municipalities.found': '{count, plural, one {# municipality} other {# municipalities}}',
  'municipalities.none': 'No municipality found with the name ‘{name}’',
  'municipalities.noneText': 'Check the spelling, or type only the beginning.',
  'municipalities.former': 'former municipality',
  'municipalities.formerUntil': '{name} was a municipality until {date}.',
  'municipalities.formerText': '{name} is no longer a municipality.',
  'municipalities.successors': 'It now belongs to',
  'municipalities.predecessors': 'Formed from',
  'municipalities.around': 'Around this municipality',
  'municipalities.people': 'Whom can you talk to?',
  'municipalities.hosted': 'Host of',
  'municipalities.overview': 'Pilots at a glance',
  'municipalities.pilots': 'Pilots',
  'municipalities.allPilots': 'All {count} pilots of {name}',
  'municipalities.noPilots': 'No pilots yet',
  'municipalities.noPilotsText': 'This municipality has not described anything here yet that you may see.',
  'municipalities.plotTitle': 'Number of pilots by stage and domain',
  'municipalities.plotNote': 'Each circle is a number of pilots. What strengthens two domains counts in both.',
  'municipalities.noDomain': 'No domain',
  'municipalities.asTable': 'View as a table',
};
