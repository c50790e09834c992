import { useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { Select } from '../../ui/Select.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import type { Version } from './DraftKeeper.ts';
import { Editor } from './Editor.tsx';
import { MarkdownField } from './MarkdownField.tsx';
import { Notes, type Read } from './Notes.tsx';
import { PeoplePicker } from './Pickers.tsx';
import { Place } from './Place.tsx';
import { Remove, type Removal } from './Remove.tsx';
import { type ReportFields, emptyReport, reportServer, reportVersion, sendableReport } from './reportFields.ts';
import { browserShelf } from './shelf.ts';
import { useDraft } from './useDraft.ts';
import { usePastMeetings } from './usePastMeetings.ts';
import { useOwnAddress } from './useOwnAddress.ts';
import './writing.css';

const reportToEdit = graphql(`
  query ReportToEdit($slug: String!) {
    report(slug: $slug) {
      id
      viewerCanEdit
      ...ReportDraftFields
    }
  }
`);

const deleteReport = graphql(`
  mutation DeleteReport($input: DeleteInput!) {
    deleteReport(input: $input) {
      deletedId
      userErrors { path code message }
    }
  }
`);

const required = ['title', 'body'] as const;
const shelfNameOf = (viewer: Viewer) => `${viewer.person.id}:report`;
const notesNameOf = (viewer: Viewer) => `${viewer.person.id}:notes`;

/** `/verslagen/nieuw` and `/verslagen/{slug}/bewerken`: one page, as for pilots. */
export function ReportEditorPage() {
  const t = useText();
  return <SignedIn title={t('writing.report.new')}>{(viewer) => <ReportEditorAt viewer={viewer} />}</SignedIn>;
}

function ReportEditorAt({ viewer }: { viewer: Viewer }) {
  const { slug } = useParams({ strict: false });
  const { bijeenkomst } = useSearch({ strict: false });
  const router = useRouter();
  const { isNew, form, setMade } = useOwnAddress(slug);
  if (!isNew && slug) return <ReportBySlug key={slug} slug={slug} viewer={viewer} />;
  function moveTo(made: string) {
    setMade(made);
    browserShelf.remove(notesNameOf(viewer));
    void router.navigate({ to: '/verslagen/$slug/bewerken', params: { slug: made }, replace: true, resetScroll: false });
  }
  return <NewReport key={form} viewer={viewer} meetingId={bijeenkomst ?? ''} onMade={moveTo} />;
}

function ReportBySlug({ slug, viewer }: { slug: string; viewer: Viewer }) {
  const t = useText();
  // What is in the cache may be old, and a change has to be made on what the server has.
  const [state, again] = useQuery({ query: reportToEdit, variables: { slug }, requestPolicy: 'network-only' });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ report }) =>
        report?.viewerCanEdit ? (
          <Page title={t('writing.report.edit')} crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }]}>
            <ReportEditor key={report.id} viewer={viewer} start={{ version: reportVersion(report) }} />
          </Page>
        ) : (
          <NotFoundPage />
        )
      }
    </Loaded>
  );
}

interface NewReportProps {
  viewer: Viewer;
  meetingId: string;
  onMade: (slug: string) => void;
}

/** First the notes, then the form; somebody who was writing already goes on in the form. */
function NewReport({ viewer, meetingId, onMade }: NewReportProps) {
  const t = useText();
  const [read, setRead] = useState<Read | null>(null);
  const [isWriting, setWriting] = useState(() => browserShelf.read(`${shelfNameOf(viewer)}:new`) !== null);
  const [firstMeeting] = useState(meetingId);
  return (
    <Page title={t('writing.report.new')} crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }]}>
      {isWriting || read ? (
        <>
          {read && <OwnNotes text={read.notes} />}
          <ReportEditor viewer={viewer} start={{ fields: emptyReport(viewer, firstMeeting) }} read={read} onMade={onMade} />
        </>
      ) : (
        <>
          <Lead>{t('writing.report.intro')}</Lead>
          <Notes shelfName={notesNameOf(viewer)} onRead={setRead} onEmpty={() => setWriting(true)} />
        </>
      )}
    </Page>
  );
}

/** To compare with what became of them. */
function OwnNotes({ text }: { text: string }) {
  const t = useText();
  return (
    <details className="bdg-own-notes">
      <summary>{t('writing.notesOwn')}</summary>
      <div lang="nl">{text}</div>
    </details>
  );
}

interface ReportEditorProps {
  viewer: Viewer;
  start: { version: Version<ReportFields> } | { fields: ReportFields };
  read?: Read | null;
  onMade?: (slug: string) => void;
}

function ReportEditor({ viewer, start, read, onMade }: ReportEditorProps) {
  const t = useText();
  const router = useRouter();
  const [keeper, state] = useDraft<ReportFields>({
    connect: reportServer,
    shelfName: shelfNameOf(viewer),
    start,
    typed: read?.fields,
    sendable: sendableReport,
    canCreate: ({ title }) => title.trim() !== '',
    onMade,
  });
  const { fields, errors, version } = state;
  const meetings = usePastMeetings();
  const nameOfMeeting = (id: string) => meetings.find(({ value }) => value === id)?.label ?? '';

  // Notes that name a day are about the meeting of that day.
  const guess = read?.date ? meetings.find(({ day }) => day === read.date)?.value : undefined;
  const hasGuessed = useRef(false);
  useEffect(() => {
    if (!guess || hasGuessed.current) return;
    hasGuessed.current = true;
    if (keeper.getState().fields.meetingId === '') keeper.change({ meetingId: guess });
  }, [guess, keeper]);

  const labels = {
    title: t('writing.title'),
    summary: t('writing.summary'),
    body: t('writing.report.body'),
    takeHomeMessage: t('writing.report.takeHome'),
    meetingId: t('writing.report.meeting'),
    authorIds: t('writing.report.authors'),
    visibility: t('writing.visibility'),
  };
  /** What a text field needs to know about the field `name`. */
  const bind = (name: 'title' | 'summary' | 'takeHomeMessage') => ({
    label: labels[name],
    lang: 'nl',
    error: errorAt(errors, name),
    value: fields[name],
    onChange: (event: { target: { value: string } }) => keeper.change({ [name]: event.target.value }),
  });
  return (
    <Editor
      keeper={keeper}
      state={state}
      empty={'fields' in start ? start.fields : emptyReport(viewer)}
      required={required}
      labels={labels}
      asText={(name, from) => {
        if (name === 'visibility') return t(`visibility.${from.visibility}`);
        if (name === 'authorIds') return from.authorIds.map(({ label }) => label).join('\n');
        return name === 'meetingId' ? nameOfMeeting(from.meetingId) : from[name];
      }}
      unfinished={() => []}
      publishLabel={t('writing.report.publish')}
      onPublished={(slug) => router.history.push(paths.report(slug))}
      removal={version && <Delete version={version} onEnd={() => keeper.end()} />}
    >
      <Place name="title">
        <TextField {...bind('title')} help={t('writing.report.titleHelp')} isRequired maxLength={200} />
      </Place>
      <Place name="meetingId">
        <Select
          label={labels.meetingId} help={t('writing.report.meetingHelp')} error={errorAt(errors, 'meetingId')} value={fields.meetingId}
          options={[{ value: '', label: t('writing.report.noMeeting') }, ...meetings]}
          onChange={(event) => keeper.change({ meetingId: event.target.value })}
        />
      </Place>
      <Place name="summary">
        <TextArea {...bind('summary')} help={t('writing.report.summaryHelp')} rows={3} />
      </Place>
      <Place name="body">
        <MarkdownField
          label={labels.body} help={t('writing.report.bodyHelp')} isRequired rows={16} error={errorAt(errors, 'body')}
          value={fields.body} onChange={(body) => keeper.change({ body })}
        />
      </Place>
      <Place name="takeHomeMessage">
        <TextField {...bind('takeHomeMessage')} help={t('writing.report.takeHomeHelp')} maxLength={300} />
      </Place>
      <Place name="authorIds">
        <PeoplePicker
          label={labels.authorIds} help={t('writing.report.authorsHelp')} error={errorAt(errors, 'authorIds')}
          chosen={fields.authorIds} onChange={(authorIds) => keeper.change({ authorIds })}
        />
      </Place>
    </Editor>
  );
}

function Delete({ version, onEnd }: { version: Version<ReportFields>; onEnd: () => void }) {
  const t = useText();
  const router = useRouter();
  const [, run] = useMutation(deleteReport);
  async function remove(): Promise<Removal> {
    const { data, error } = await run({ input: { id: version.id, revision: version.revision } });
    if (error) return { kind: 'failed', problem: readProblem(error) };
    if (!data?.deleteReport.deletedId) return { kind: 'refused', messages: (data?.deleteReport.userErrors ?? []).map(({ message }) => message) };
    onEnd();
    router.history.push(paths.mine());
    return { kind: 'done' };
  }
  return <Remove label={t('writing.report.delete')} text={t('writing.report.deleteText')} confirm={t('writing.deleteConfirm')} run={remove} />;
}
