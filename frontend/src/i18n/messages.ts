import { account as accountEn } from './en/account.ts';
import { contacts as contactsEn } from './en/contacts.ts';
import { home as homeEn } from './en/home.ts';
import { mine as mineEn } from './en/mine.ts';
import { pilots as pilotsEn } from './en/pilots.ts';
import { search as searchEn } from './en/search.ts';
import { shell as shellEn } from './en/shell.ts';
import { terms as termsEn } from './en/terms.ts';
import { writing as writingEn } from './en/writing.ts';
import { account } from './nl/account.ts';
import { contacts } from './nl/contacts.ts';
import { home } from './nl/home.ts';
import { mine } from './nl/mine.ts';
import { pilots } from './nl/pilots.ts';
import { search } from './nl/search.ts';
import { shell } from './nl/shell.ts';
import { terms } from './nl/terms.ts';
import { writing } from './nl/writing.ts';

// One line per feature; the keys begin with the feature's name, so that two features never collide.
export const nl = {
  ...shell,
  ...terms,
  ...account,
  ...contacts,
  ...home,
  ...mine,
  ...pilots,
  ...search,
  ...writing,
};

export type MessageKey = keyof typeof nl;

export const en: Record<MessageKey, string> = {
  ...shellEn,
  ...termsEn,
  ...accountEn,
  ...contactsEn,
  ...homeEn,
  ...mineEn,
  ...pilotsEn,
  ...searchEn,
  ...writingEn,
};
