import type { AgendaItemInput, AgendaItemKind, MeetingFieldsFragment, UpdateMeetingInput, Visibility } from '../../graphql/generated/graphql.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import type { UserError } from '../../graphql/userErrors.ts';
import { clockInAmsterdam, dayInAmsterdam, momentInAmsterdam } from '../../lib/dates.ts';
import type { Version } from './DraftKeeper.ts';
import type { Pick } from './PickMany.tsx';
import { idsOf, pickPerson } from './picks.ts';

export interface SpeakerLine {
  /** Somebody of the network; one at most. */
  person: Pick[];
  name: string;
  role: string;
  organisation: string;
}

export interface AgendaLine {
  kind: AgendaItemKind;
  title: string;
  /** Empty: the day of the meeting. */
  day: string;
  from: string;
  until: string;
  speakers: SpeakerLine[];
}

/** A meeting as its form holds it: days ("2016-10-11") and times ("09:30") in Amsterdam. */
export interface MeetingFields {
  title: string;
  day: string;
  from: string;
  until: string;
  /** Empty when it takes one day. */
  lastDay: string;
  /** One at most; the id is a CBS code. */
  host: Pick[];
  sequenceNumber: string;
  venueName: string;
  venueAddress: string;
  venueDescription: string;
  /** Markdown. */
  description: string;
  agenda: AgendaLine[];
  pilotIds: Pick[];
  visibility: Visibility;
}

export const emptySpeaker: SpeakerLine = { person: [], name: '', role: '', organisation: '' };
export const emptyAgendaLine: AgendaLine = { kind: 'TALK', title: '', day: '', from: '', until: '', speakers: [] };

/** As the server begins a meeting of this organiser. */
export function emptyMeeting({ person: { municipality } }: Viewer): MeetingFields {
  return {
    title: '', day: '', from: '', until: '', lastDay: '', host: [{ id: municipality.code, label: municipality.name }], sequenceNumber: '',
    venueName: '', venueAddress: '', venueDescription: '', description: '', agenda: [], pilotIds: [], visibility: 'PUBLIC',
  };
}

const orNull = (text: string) => text.trim() || null;
const clock = (value: string | null) => (value ? clockInAmsterdam(value) : '');
const isEmptySpeaker = ({ person, name, role, organisation }: SpeakerLine) => person.length === 0 && (name + role + organisation).trim() === '';
const isEmptyLine = ({ title, from, until, speakers }: AgendaLine) => (title + from + until).trim() === '' && speakers.every(isEmptySpeaker);

function withoutEmptySpeakers(line: AgendaLine): AgendaLine {
  return { ...line, speakers: line.speakers.filter((speaker) => !isEmptySpeaker(speaker)) };
}

/** Without empty lines; an empty title leaves the title that there is. */
export function sendableMeeting(fields: MeetingFields, base: MeetingFields | null): MeetingFields {
  return {
    ...fields,
    title: fields.title.trim() === '' && base ? base.title : fields.title,
    agenda: fields.agenda.filter((line) => !isEmptyLine(line)).map(withoutEmptySpeakers),
  };
}

/** What the form itself can see: these hold up publication. */
export function unfinishedMeeting(fields: MeetingFields, texts: { title: string; name: string; venue: string; order: string; number: string }): UserError[] {
  const found: UserError[] = [];
  const add = (path: string[], message: string) => found.push({ path, code: 'REQUIRED', message });
  if (fields.venueName.trim() === '' && (fields.venueAddress + fields.venueDescription).trim() !== '') add(['venueName'], texts.venue);
  if (!/^\d*$/.test(fields.sequenceNumber.trim())) add(['sequenceNumber'], texts.number);
  const [begin, end] = [beginOf(fields), endOf(fields)];
  if (begin && end && end <= begin) add(['until'], texts.order);
  for (const [at, line] of fields.agenda.entries()) {
    if (!isEmptyLine(line) && line.title.trim() === '') add(['agenda', String(at), 'title'], texts.title);
    for (const [index, speaker] of line.speakers.entries()) {
      if (!isEmptySpeaker(speaker) && speaker.name.trim() === '') add(['agenda', String(at), 'speakers', String(index), 'name'], texts.name);
    }
  }
  return found;
}

const beginOf = ({ day, from }: MeetingFields) => momentInAmsterdam(day, from);
const endOf = ({ day, lastDay, until }: MeetingFields) => (until ? momentInAmsterdam(lastDay || day, until) : null);

type Change = Omit<UpdateMeetingInput, 'id' | 'revision'>;

function toAgendaInput({ kind, title: name, day, from, until, speakers }: AgendaLine, first: string): AgendaItemInput {
  return {
    kind,
    title: name,
    startsAt: from ? momentInAmsterdam(day || first, from) : null,
    endsAt: until ? momentInAmsterdam(day || first, until) : null,
    speakers: speakers.map(({ person, role, organisation, ...speaker }) => ({
      name: speaker.name, role: orNull(role), organisation: orNull(organisation), personId: person[0]?.id ?? null,
    })),
  };
}

/** The whole meeting, or only the input that the fields called `names` are a part of. */
export function toMeetingInput(fields: MeetingFields, names: readonly string[] = Object.keys(fields)): Change {
  const has = (...some: (keyof MeetingFields)[]) => some.some((name) => names.includes(name));
  const { title, host, sequenceNumber, venueName, venueAddress, venueDescription, description, agenda, pilotIds, visibility } = fields;
  return {
    ...(has('title') && { title }),
    ...(has('day', 'from') && { startsAt: beginOf(fields) }),
    ...(has('day', 'lastDay', 'until') && { endsAt: endOf(fields) }),
    ...(has('host') && host[0] && { host: host[0].id }),
    ...(has('sequenceNumber') && { sequenceNumber: /^\d+$/.test(sequenceNumber.trim()) ? Number(sequenceNumber) : null }),
    ...(has('venueName', 'venueAddress', 'venueDescription') && {
      venue: venueName.trim() ? { name: venueName, address: orNull(venueAddress), description: orNull(venueDescription) } : null,
    }),
    ...(has('description') && { description }),
    // Its parts stand on the day of the meeting.
    ...(has('agenda', 'day') && { agenda: agenda.map((line) => toAgendaInput(line, fields.day)) }),
    ...(has('pilotIds') && { pilotIds: idsOf(pilotIds) }),
    ...(has('visibility') && { visibility }),
  };
}

/** Where the form has what the API calls otherwise. */
const formNames: Record<string, string> = { startsAt: 'from', endsAt: 'until', venue: 'venueName' };

function atFormField(path: readonly string[]): string[] {
  if (path[0] === 'venue' && path[1] === 'address') return ['venueAddress'];
  if (path[0] === 'venue' && path[1] === 'description') return ['venueDescription'];
  return path.map((step) => formNames[step] ?? step);
}

/** A refusal of the API at the fields of the form. */
export function atFormFields(errors: readonly UserError[]): UserError[] {
  return errors.map(({ path, code, message }) => ({ path: atFormField(path), code, message }));
}

export function toMeetingVersion(meeting: MeetingFieldsFragment): Version<MeetingFields> {
  const { id, slug, revision, title, startsAt, endsAt, host, sequenceNumber, venue, description, agenda, pilots, visibility } = meeting;
  const day = dayInAmsterdam(startsAt);
  const dayOr = (value: string | null) => (value && dayInAmsterdam(value) !== day ? dayInAmsterdam(value) : '');
  return {
    id, slug, revision, isPublished: true, missing: [],
    fields: {
      title, day, from: clock(startsAt), until: clock(endsAt), lastDay: dayOr(endsAt),
      host: host ? [{ id: host.code, label: host.name }] : [],
      sequenceNumber: sequenceNumber === null ? '' : String(sequenceNumber),
      venueName: venue?.name ?? '', venueAddress: venue?.address ?? '', venueDescription: venue?.description ?? '',
      description, visibility,
      agenda: agenda.map((item) => ({
        kind: item.kind, title: item.title, day: dayOr(item.startsAt), from: clock(item.startsAt), until: clock(item.endsAt),
        speakers: item.speakers.map(({ name, role, organisation, person }) => ({
          person: person ? [pickPerson(person)] : [], name, role: role ?? '', organisation: organisation ?? '',
        })),
      })),
      pilotIds: pilots.edges.map(({ node }) => ({ id: node.id, label: `${node.title} (${node.municipality.name})` })),
    },
  };
}
