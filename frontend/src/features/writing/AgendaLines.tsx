import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Lines } from './Lines.tsx';
import { type AgendaLine, type SpeakerLine, emptyAgendaLine, emptySpeaker } from './meetingFields.ts';
import type { Pick } from './PickMany.tsx';
import { PeoplePicker } from './Pickers.tsx';

const kinds = ['OPENING', 'TALK', 'WORKSHOP', 'BREAK', 'LUNCH', 'CLOSING', 'OTHER'] as const;

interface AgendaLinesProps {
  lines: readonly AgendaLine[];
  onChange: (lines: AgendaLine[]) => void;
  errors: readonly UserError[];
  /** The meeting takes more than one day: each part says on which one it is. */
  hasDays: boolean;
}

/** The parts of a meeting in their order, each with its speakers. */
export function AgendaLines({ lines, onChange, errors, hasDays }: AgendaLinesProps) {
  const t = useText();
  const named = (line: AgendaLine) => line.title || t('writing.meeting.part');
  return (
    <Lines
      name="agenda" legend={t('meetings.agenda')} help={t('writing.meeting.agendaHelp')} add={t('writing.meeting.agendaAdd')}
      remove={(line) => t('search.remove', { label: named(line) })}
      moveUp={(line) => t('writing.meeting.moveUp', { title: named(line) })}
      empty={emptyAgendaLine} lines={lines} onChange={onChange} errors={errors}
    >
      {(line, change, error, index) => (
        <>
          <TextField lang="nl" label={t('writing.meeting.partTitle')} value={line.title} error={error('title')} onChange={(event) => change({ title: event.target.value })} />
          <Select
            label={t('writing.meeting.partKind')} value={line.kind} error={error('kind')}
            options={kinds.map((value) => ({ value, label: t(`agenda.${value}`) }))}
            onChange={(event) => change({ kind: kinds.find((one) => one === event.target.value) ?? line.kind })}
          />
          {hasDays && <TextField type="date" label={t('writing.meeting.day')} value={line.day} onChange={(event) => change({ day: event.target.value })} />}
          <div className="bdg-row__times">
            <TextField type="time" label={t('writing.meeting.from')} value={line.from} error={error('from')} onChange={(event) => change({ from: event.target.value })} />
            <TextField type="time" label={t('writing.meeting.until')} value={line.until} error={error('until')} onChange={(event) => change({ until: event.target.value })} />
          </div>
          <SpeakerLines line={index} speakers={line.speakers} errors={errors} onChange={(speakers) => change({ speakers })} />
        </>
      )}
    </Lines>
  );
}

interface SpeakerLinesProps {
  line: number;
  speakers: readonly SpeakerLine[];
  onChange: (speakers: SpeakerLine[]) => void;
  errors: readonly UserError[];
}

function SpeakerLines({ line, speakers, onChange, errors }: SpeakerLinesProps) {
  const t = useText();
  return (
    <Lines
      name={`agenda.${line}.speakers`} legend={t('writing.meeting.speakers')} add={t('writing.meeting.speakersAdd')}
      remove={(speaker) => t('search.remove', { label: speaker.name || t('writing.meeting.speaker') })}
      empty={emptySpeaker} lines={speakers} onChange={onChange} errors={errors}
    >
      {(speaker, change, error) => (
        <>
          <PeoplePicker
            isSingle label={t('writing.meeting.speakerPerson')} error={error('personId')}
            chosen={speaker.person} onChange={(person) => change({ person, ...named(speaker, person) })}
          />
          <TextField lang="nl" label={t('writing.meeting.speakerName')} value={speaker.name} error={error('name')} onChange={(event) => change({ name: event.target.value })} />
          <TextField lang="nl" label={t('writing.meeting.speakerRole')} value={speaker.role} error={error('role')} onChange={(event) => change({ role: event.target.value })} />
          <TextField lang="nl" label={t('writing.meeting.speakerOrganisation')} value={speaker.organisation} error={error('organisation')} onChange={(event) => change({ organisation: event.target.value })} />
        </>
      )}
    </Lines>
  );
}

/** Choosing somebody fills in what is still empty: "Noor Dijkhuis (Zaanstad)". */
function named(speaker: SpeakerLine, [person]: readonly Pick[]): Partial<SpeakerLine> {
  const parts = person && /^(.*) \((.*)\)$/.exec(person.label);
  if (!parts) return {};
  return { name: speaker.name || (parts[1] ?? ''), organisation: speaker.organisation || (parts[2] ?? '') };
}
