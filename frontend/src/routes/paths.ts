/** Every address of the site, in one place. Dutch and stable; the server knows the same ones. */
import { stringifySearch } from '../lib/search-values.ts';

const part = encodeURIComponent;

export const paths = {
  home: () => '/',
  search: (search: object = {}) => `/zoeken${stringifySearch({ ...search })}`,
  /** The server's own: a plain `<a>`, not a `Link`. What everybody may see of the search, for feed readers. */
  searchFeed: (search: object = {}) => `/feeds/search.atom${stringifySearch({ ...search, volgorde: undefined })}`,
  pilots: (search: object = {}) => `/pilots${stringifySearch({ ...search })}`,
  pilot: (slug: string) => `/pilots/${part(slug)}`,
  newPilot: () => '/pilots/nieuw',
  editPilot: (slug: string) => `/pilots/${part(slug)}/bewerken`,
  pilotHistory: (slug: string) => `/pilots/${part(slug)}/geschiedenis`,
  challenges: (search: object = {}) => `/vraagstukken${stringifySearch({ ...search })}`,
  challenge: (slug: string) => `/vraagstukken/${part(slug)}`,
  /** With what somebody searched for in vain: a beginning of the question. */
  newChallenge: (question?: string) => `/vraagstukken/nieuw${stringifySearch({ vraag: question })}`,
  editChallenge: (slug: string) => `/vraagstukken/${part(slug)}/bewerken`,
  meetings: () => '/bijeenkomsten',
  meeting: (slug: string) => `/bijeenkomsten/${part(slug)}`,
  newMeeting: () => '/bijeenkomsten/nieuw',
  editMeeting: (slug: string) => `/bijeenkomsten/${part(slug)}/bewerken`,
  report: (slug: string) => `/verslagen/${part(slug)}`,
  /** With the id of a meeting: a report of that one. */
  newReport: (meetingId?: string) => `/verslagen/nieuw${stringifySearch({ bijeenkomst: meetingId })}`,
  editReport: (slug: string) => `/verslagen/${part(slug)}/bewerken`,
  reportHistory: (slug: string) => `/verslagen/${part(slug)}/geschiedenis`,
  outcome: (slug: string) => `/opbrengsten/${part(slug)}`,
  /** With the id of a meeting: an outcome of that one. */
  newOutcome: (meetingId?: string) => `/opbrengsten/nieuw${stringifySearch({ bijeenkomst: meetingId })}`,
  editOutcome: (slug: string) => `/opbrengsten/${part(slug)}/bewerken`,
  municipalities: (search: object = {}) => `/gemeenten${stringifySearch({ ...search })}`,
  municipality: (slug: string) => `/gemeenten/${part(slug)}`,
  people: (search: object = {}) => `/mensen${stringifySearch({ ...search })}`,
  person: (id: string) => `/mensen/${part(id)}`,
  /** With the id of a challenge: people who know about it. */
  contacts: (challengeId?: string) => `/contacten${stringifySearch({ vraagstuk: challengeId })}`,
  mine: () => '/mijn',
  myProfile: () => '/mijn/profiel',
  savedSearches: () => '/mijn/zoekvragen',
  stopMails: () => '/mail-stoppen',
  mySecurity: () => '/mijn/beveiliging',
  myData: () => '/mijn/gegevens',
  /** `from` is where to go afterwards. */
  signIn: (from?: string) => `/inloggen${stringifySearch({ terug: from === '/' ? undefined : from })}`,
  /** One of the pages of the administration, for the municipality with this CBS code. */
  administration: (page: string = '/beheer/mensen', search: object = {}) => `${page}${stringifySearch({ ...search })}`,
  concepts: (search: object = {}) => `/beheer/begrippen${stringifySearch({ ...search })}`,
  concept: (id: string) => `/beheer/begrippen/${part(id)}`,
  /** With a word to begin with. */
  newConcept: (label?: string) => `/beheer/begrippen/nieuw${stringifySearch({ woord: label })}`,
  /** With the list that comes with the program. */
  importConcepts: (isStarter = false) => `/beheer/begrippen/inlezen${stringifySearch({ begin: isStarter ? 'ja' : undefined })}`,
  /** The server's own: a plain `<a>`, not a `Link`. */
  conceptsFile: (ending: 'ttl' | 'csv') => `/beheer/begrippen.${ending}`,
  searchGaps: (search: object = {}) => `/beheer/zoekvragen${stringifySearch({ ...search })}`,
  auditLog: (search: object = {}) => `/beheer/auditlog${stringifySearch({ ...search })}`,
  /** The server's own: a plain `<a>`, not a `Link`. */
  auditLogCsv: () => '/beheer/auditlog.csv',
  join: () => '/meedoen',
  forgottenPassword: () => '/wachtwoord-vergeten',
  about: () => '/over',
  accessibility: () => '/toegankelijkheid',
  privacy: () => '/privacy',
  api: () => '/api',
  /** These two are the server's own: a plain `<a>`, not a `Link`. */
  graphql: () => '/graphql',
  schema: () => '/schema.graphql',
};

type Reference =
  | { __typename: 'Pilot' | 'Challenge' | 'Meeting' | 'MeetingReport' | 'WorkshopOutcome' | 'Municipality'; slug: string }
  | { __typename: 'Person'; id: string };

/** The page of anything that has one. */
export function pathOf(thing: Reference): string {
  switch (thing.__typename) {
    case 'Pilot':
      return paths.pilot(thing.slug);
    case 'Challenge':
      return paths.challenge(thing.slug);
    case 'Meeting':
      return paths.meeting(thing.slug);
    case 'MeetingReport':
      return paths.report(thing.slug);
    case 'WorkshopOutcome':
      return paths.outcome(thing.slug);
    case 'Municipality':
      return paths.municipality(thing.slug);
    case 'Person':
      return paths.person(thing.id);
  }
}

/** Only an address of this site: `terug=` must not send anybody elsewhere. */
export function localPath(value: string | undefined): string {
  if (!value || !/^\/(?![/\\])/.test(value) || value.includes('\\')) return '/';
  // Browsers drop tabs and line ends from addresses, so that "/\t/elsewhere" would leave.
  if (Array.from(value).some((character) => character < ' ')) return '/';
  return value;
}
