import type { outcomes as nl } from '../nl/outcomes.ts';
import type { Translation } from '../translation.ts';

export const outcomes: Translation<typeof nl> = {
  'outcomes.kind': 'Outcome of a workshop',
  'outcomes.around': 'Around this outcome',
  'outcomes.conclusion': 'What was the conclusion?',
  'outcomes.insights': 'What did the table say?',
  'outcomes.insights.ANSWER': '{count, plural, one {Answer} other {Answers}}',
  'outcomes.insights.CONDITION': '{count, plural, one {Condition} other {Conditions}}',
  'outcomes.insights.OBSTACLE': '{count, plural, one {Obstacle} other {Obstacles}}',
  'outcomes.insights.ADVICE': '{count, plural, one {Advice} other {Advice}}',
  'outcomes.insights.EXAMPLE': '{count, plural, one {Example} other {Examples}}',
  'outcomes.insights.QUESTION': '{count, plural, one {Open question} other {Open questions}}',
  'outcomes.tableHost': 'Table host',
  'outcomes.challenge': 'Belongs to the challenge',
  'outcomes.meeting': 'Discussed at',
};
