import { about as aboutEn } from './en/about.ts';
import { account as accountEn } from './en/account.ts';
import { administration as administrationEn } from './en/administration.ts';
import { challenges as challengesEn } from './en/challenges.ts';
import { data as dataEn } from './en/data.ts';
import { contacts as contactsEn } from './en/contacts.ts';
import { history as historyEn } from './en/history.ts';
import { joining as joiningEn } from './en/joining.ts';
import { home as homeEn } from './en/home.ts';
import { meetings as meetingsEn } from './en/meetings.ts';
import { mine as mineEn } from './en/mine.ts';
import { municipalities as municipalitiesEn } from './en/municipalities.ts';
import { outcomes as outcomesEn } from './en/outcomes.ts';
import { people as peopleEn } from './en/people.ts';
import { pilots as pilotsEn } from './en/pilots.ts';
import { reports as reportsEn } from './en/reports.ts';
import { saved as savedEn } from './en/saved.ts';
import { security as securityEn } from './en/security.ts';
import { search as searchEn } from './en/search.ts';
import { shell as shellEn } from './en/shell.ts';
import { terms as termsEn } from './en/terms.ts';
import { searchTerms as searchTermsEn } from './en/search-terms.ts';
import { thesaurus as thesaurusEn } from './en/thesaurus.ts';
import { writing as writingEn } from './en/writing.ts';
import { about } from './nl/about.ts';
import { account } from './nl/account.ts';
import { administration } from './nl/administration.ts';
import { challenges } from './nl/challenges.ts';
import { data } from './nl/data.ts';
import { contacts } from './nl/contacts.ts';
import { history } from './nl/history.ts';
import { joining } from './nl/joining.ts';
import { home } from './nl/home.ts';
import { meetings } from './nl/meetings.ts';
import { mine } from './nl/mine.ts';
import { municipalities } from './nl/municipalities.ts';
import { outcomes } from './nl/outcomes.ts';
import { people } from './nl/people.ts';
import { pilots } from './nl/pilots.ts';
import { reports } from './nl/reports.ts';
import { saved } from './nl/saved.ts';
import { security } from './nl/security.ts';
import { search } from './nl/search.ts';
import { shell } from './nl/shell.ts';
import { terms } from './nl/terms.ts';
import { searchTerms } from './nl/search-terms.ts';
import { thesaurus } from './nl/thesaurus.ts';
import { writing } from './nl/writing.ts';

// One line per feature; the keys begin with the feature's name, so that two features never collide.
export const nl = {
  ...shell,
  ...terms,
  ...account,
  ...home,
  ...pilots,
  ...search,
  ...saved,
  ...about,
  ...challenges,
  ...meetings,
  ...municipalities,
  ...outcomes,
  ...people,
  ...reports,
  ...contacts,
  ...mine,
  ...writing,
  ...administration,
  ...searchTerms,
  ...thesaurus,
  ...security,
  ...joining,
  ...history,
  ...data,
};

export type MessageKey = keyof typeof nl;

export const en: Record<MessageKey, string> = {
  ...shellEn,
  ...termsEn,
  ...accountEn,
  ...homeEn,
  ...pilotsEn,
  ...searchEn,
  ...savedEn,
  ...aboutEn,
  ...challengesEn,
  ...meetingsEn,
  ...municipalitiesEn,
  ...outcomesEn,
  ...peopleEn,
  ...reportsEn,
  ...contactsEn,
  ...mineEn,
  ...writingEn,
  ...administrationEn,
  ...searchTermsEn,
  ...thesaurusEn,
  ...securityEn,
  ...joiningEn,
  ...historyEn,
  ...dataEn,
};
