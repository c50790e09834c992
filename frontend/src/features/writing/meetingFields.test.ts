import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { momentInAmsterdam } from '../../lib/dates.ts';
import { atFormFields, emptyAgendaLine, emptyMeeting, emptySpeaker, sendableMeeting, toMeetingInput, unfinishedMeeting } from './meetingFields.ts';

const viewer: Viewer = {
  email: 'a@b.example', role: 'ORGANISER', municipalityRole: null,
  needsSecondFactor: false,
  person: {
    id: 'p1', displayName: 'Anna', jobTitle: null,
    municipality: { id: 'm1', code: 'GM0503', name: 'Delft', slug: 'delft', province: 'Zuid-Holland' },
  },
};
const day = { ...emptyMeeting(viewer), title: 'Samen', day: '2026-10-25', from: '09:30' };
const texts = { title: 'titel', name: 'naam', venue: 'plek', order: 'volgorde', number: 'getal' };

const refusal = (...path: string[]) => atFormFields([{ path, code: 'X', message: '' }])[0]?.path.join('.');

describe('a time in Amsterdam', () => {
  it('is an hour or two ahead of UTC, also on the nights when the clock changes', () => {
    expect(momentInAmsterdam('2016-10-11', '09:30')).toBe('2016-10-11T07:30:00.000Z');
    expect(momentInAmsterdam('2026-01-15', '09:30')).toBe('2026-01-15T08:30:00.000Z');
    expect(momentInAmsterdam('2026-10-25', '00:30')).toBe('2026-10-24T22:30:00.000Z');
    expect(momentInAmsterdam('2026-10-25', '09:30')).toBe('2026-10-25T08:30:00.000Z');
    expect(momentInAmsterdam('2026-03-29', '01:30')).toBe('2026-03-29T00:30:00.000Z');
    expect(momentInAmsterdam('2026-03-29', '04:00')).toBe('2026-03-29T02:00:00.000Z');
  });

  it('is nothing without a day or a clock', () => {
    expect(momentInAmsterdam('', '09:30')).toBeNull();
    expect(momentInAmsterdam('2026-10-25', '')).toBeNull();
  });
});

describe('the form of a meeting', () => {
  it('becomes the input of the API', () => {
    const speakers = [{ ...emptySpeaker, name: 'Ekker', person: [{ id: 'p2', label: 'Ekker (Delft)' }] }];
    const fields = { ...day, until: '16:00', sequenceNumber: ' 5 ', venueName: 'Stadhuis', agenda: [{ ...emptyAgendaLine, title: 'Privacy', from: '10:00', speakers }] };
    expect(toMeetingInput(fields)).toMatchObject({
      title: 'Samen', startsAt: '2026-10-25T08:30:00.000Z', endsAt: '2026-10-25T15:00:00.000Z', host: 'GM0503', sequenceNumber: 5,
      venue: { name: 'Stadhuis', address: null, description: null },
      agenda: [{ kind: 'TALK', title: 'Privacy', startsAt: '2026-10-25T09:00:00.000Z', endsAt: null, speakers: [{ name: 'Ekker', personId: 'p2', role: null }] }],
    });
  });

  it('sends only what changed; another day moves the programme along', () => {
    expect(toMeetingInput(day, ['venueName'])).toEqual({ venue: null });
    expect(Object.keys(toMeetingInput(day, ['day']))).toEqual(['startsAt', 'endsAt', 'agenda']);
    expect(Object.keys(toMeetingInput(day, ['from']))).toEqual(['startsAt']);
  });

  it('leaves out empty parts and speakers, and never clears the title', () => {
    const agenda = [emptyAgendaLine, { ...emptyAgendaLine, title: 'Lunch', speakers: [emptySpeaker] }];
    expect(sendableMeeting({ ...day, title: ' ', agenda }, day)).toMatchObject({ title: 'Samen', agenda: [{ title: 'Lunch', speakers: [] }] });
  });

  it('holds up publication for what is half filled in', () => {
    const agenda = [{ ...emptyAgendaLine, from: '10:00', speakers: [{ ...emptySpeaker, role: 'jurist' }] }];
    const paths = unfinishedMeeting({ ...day, until: '09:00', venueAddress: 'Markt 1', agenda }, texts).map(({ path }) => path.join('.'));
    expect(paths).toEqual(['venueName', 'until', 'agenda.0.title', 'agenda.0.speakers.0.name']);
    expect(unfinishedMeeting({ ...day, agenda: [emptyAgendaLine] }, texts)).toEqual([]);
  });

  it('shows a refusal at its own fields', () => {
    expect(refusal('startsAt')).toBe('from');
    expect(refusal('venue', 'address')).toBe('venueAddress');
    expect(refusal('agenda', '2', 'endsAt')).toBe('agenda.2.until');
  });
});
