import { type FormEvent, useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/States.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import type { ReportFields } from './reportFields.ts';
import { browserShelf } from './shelf.ts';

const readNotes = graphql(`
  query ReadNotes($text: String!) {
    readNotes(text: $text) {
      title
      date
      summary
      body
      takeHomeMessage
    }
  }
`);

export interface Read {
  fields: Partial<ReportFields>;
  /** The day that the notes name, as 2016-10-11. */
  date: string | null;
  notes: string;
}

interface NotesProps {
  /** Where unsent notes wait on this computer. */
  shelfName: string;
  onRead: (read: Read) => void;
  onEmpty: () => void;
}

/** The first step of a report: notes as they are, which the server reads as a report. */
export function Notes({ shelfName, onRead, onEmpty }: NotesProps) {
  const t = useText();
  const client = useClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => {
    const kept = browserShelf.read(shelfName);
    return typeof kept === 'string' ? kept : '';
  });
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  function type(next: string) {
    setText(next);
    setMissing(false);
    browserShelf.write(shelfName, next);
  }

  async function read(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === '') {
      setMissing(true);
      area.current?.focus();
      return;
    }
    setBusy(true);
    const { data, error } = await client.query(readNotes, { text }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    setProblem(error ? readProblem(error) : null);
    if (!data) return;
    const { title, summary, body, takeHomeMessage, date } = data.readNotes;
    onRead({ fields: { title, summary, body, takeHomeMessage: takeHomeMessage ?? '' }, date: date ?? null, notes: text });
  }

  return (
    <form className="bdg-notes bdg-measure" onSubmit={read} noValidate>
      {problem && <ErrorState problem={problem} />}
      <TextArea
        ref={area}
        label={t('writing.notes')}
        help={t('writing.notesHelp')}
        error={isMissing ? t('writing.notesMissing') : null}
        lang="nl"
        rows={14}
        value={text}
        onChange={(event) => type(event.target.value)}
      />
      <div className="bdg-buttons">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t('writing.notesRead')}
        </Button>
        <Button onClick={onEmpty}>{t('writing.notesSkip')}</Button>
      </div>
    </form>
  );
}
