import { useParams, useRouter, useSearch } from '@tanstack/react-router';
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
import { Lines } from './Lines.tsx';
import { MarkdownField } from './MarkdownField.tsx';
import { type OutcomeFields, emptyInsight, emptyOutcome, outcomeServer, outcomeVersion, sendableOutcome } from './outcomeFields.ts';
import { ChallengePicker, PeoplePicker } from './Pickers.tsx';
import { Place } from './Place.tsx';
import { Remove, type Removal } from './Remove.tsx';
import { useDraft } from './useDraft.ts';
import { useOwnAddress } from './useOwnAddress.ts';
import { usePastMeetings } from './usePastMeetings.ts';

const outcomeToEdit = graphql(`
  query OutcomeToEdit($slug: String!) {
    outcome(slug: $slug) {
      id
      viewerCanEdit
      ...OutcomeDraft
    }
  }
`);

const deleteOutcome = graphql(`
  mutation DeleteOutcome($input: DeleteInput!) {
    deleteOutcome(input: $input) {
      deletedId
      userErrors { path code message }
    }
  }
`);

const required = ['question', 'conclusion'] as const;
const kinds = ['ANSWER', 'CONDITION', 'OBSTACLE', 'ADVICE', 'EXAMPLE', 'QUESTION'] as const;

/** `/opbrengsten/nieuw` and `/opbrengsten/{slug}/bewerken`: one page, as for pilots. */
export function OutcomeEditorPage() {
  const t = useText();
  return <SignedIn title={t('writing.outcome.new')}>{(viewer) => <OutcomeEditorAt viewer={viewer} />}</SignedIn>;
}

function OutcomeEditorAt({ viewer }: { viewer: Viewer }) {
  const { slug } = useParams({ strict: false });
  const { bijeenkomst } = useSearch({ strict: false });
  const router = useRouter();
  const { isNew, form, setMade } = useOwnAddress(slug);
  if (!isNew && slug) return <OutcomeBySlug key={slug} slug={slug} viewer={viewer} />;
  function moveTo(made: string) {
    setMade(made);
    void router.navigate({ to: '/opbrengsten/$slug/bewerken', params: { slug: made }, replace: true, resetScroll: false });
  }
  return <OutcomeEditor key={form} viewer={viewer} version={null} meetingId={bijeenkomst} onMade={moveTo} />;
}

function OutcomeBySlug({ slug, viewer }: { slug: string; viewer: Viewer }) {
  // What is in the cache may be old, and a change has to be made on what the server has.
  const [state, again] = useQuery({ query: outcomeToEdit, variables: { slug }, requestPolicy: 'network-only' });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ outcome }) =>
        outcome?.viewerCanEdit ? <OutcomeEditor key={outcome.id} viewer={viewer} version={outcomeVersion(outcome)} /> : <NotFoundPage />
      }
    </Loaded>
  );
}

interface OutcomeEditorProps {
  viewer: Viewer;
  version: Version<OutcomeFields> | null;
  meetingId?: string | undefined;
  onMade?: (slug: string) => void;
}

function OutcomeEditor({ viewer, version: first, meetingId, onMade }: OutcomeEditorProps) {
  const t = useText();
  const router = useRouter();
  const [keeper, state] = useDraft<OutcomeFields>({
    connect: outcomeServer,
    shelfName: `${viewer.person.id}:outcome`,
    start: first ? { version: first } : { fields: emptyOutcome(viewer, meetingId) },
    sendable: sendableOutcome,
    canCreate: ({ question }) => question.trim() !== '',
    onMade,
  });
  const { fields, errors, version } = state;
  const meetings = usePastMeetings();
  const labels = {
    question: t('writing.outcome.question'),
    conclusion: t('outcomes.conclusion'),
    insights: t('outcomes.insights'),
    meetingId: t('writing.report.meeting'),
    challengeId: t('writing.outcome.challenge'),
    tableHostId: t('outcomes.tableHost'),
    visibility: t('writing.visibility'),
  };
  function asText(name: keyof OutcomeFields, from: OutcomeFields): string {
    if (name === 'visibility') return t(`visibility.${from.visibility}`);
    if (name === 'meetingId') return meetings.find(({ value }) => value === from.meetingId)?.label ?? '';
    if (name === 'insights') return from.insights.map(({ kind, text }) => `${t(`insight.${kind}`)}: ${text}`).join('\n');
    const value = from[name];
    return typeof value === 'string' ? value : value.map(({ label }) => label).join('\n');
  }
  return (
    <Page
      title={first ? t('writing.outcome.edit') : t('writing.outcome.new')}
      crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }]}
    >
      {!first && <Lead>{t('writing.outcome.intro')}</Lead>}
      <Editor
        keeper={keeper}
        state={state}
        empty={emptyOutcome(viewer, meetingId)}
        required={required}
        labels={labels}
        asText={asText}
        unfinished={() => []}
        publishLabel={t('writing.outcome.publish')}
        onPublished={(slug) => router.history.push(paths.outcome(slug))}
        removal={version && <Delete version={version} onEnd={() => keeper.end()} />}
      >
        <Place name="question">
          <TextField
            label={labels.question} help={t('writing.outcome.questionHelp')} error={errorAt(errors, 'question')} isRequired lang="nl" maxLength={200}
            value={fields.question} onChange={(event) => keeper.change({ question: event.target.value })}
          />
        </Place>
        <Place name="meetingId">
          <Select
            label={labels.meetingId} help={t('writing.outcome.meetingHelp')} error={errorAt(errors, 'meetingId')} value={fields.meetingId}
            options={[{ value: '', label: t('writing.report.noMeeting') }, ...meetings]}
            onChange={(event) => keeper.change({ meetingId: event.target.value })}
          />
        </Place>
        <Place name="conclusion">
          <MarkdownField
            label={labels.conclusion} help={t('writing.outcome.conclusionHelp')} isRequired error={errorAt(errors, 'conclusion')}
            value={fields.conclusion} onChange={(conclusion) => keeper.change({ conclusion })}
          />
        </Place>
        <Lines
          name="insights" legend={labels.insights} help={t('writing.outcome.insightsHelp')} add={t('writing.outcome.insightsAdd')}
          remove={(line) => t('search.remove', { label: line.text.slice(0, 60) || t('writing.outcome.insight') })}
          empty={emptyInsight} lines={fields.insights} errors={errors} onChange={(insights) => keeper.change({ insights })}
        >
          {(line, change, error) => (
            <>
              <Select
                label={t('writing.outcome.insightKind')} value={line.kind} error={error('kind')}
                options={kinds.map((value) => ({ value, label: t(`insight.${value}`) }))}
                onChange={(event) => change({ kind: kinds.find((one) => one === event.target.value) ?? line.kind })}
              />
              <TextArea
                label={t('writing.outcome.insightText')} lang="nl" rows={2} maxLength={1000} value={line.text} error={error('text')}
                onChange={(event) => change({ text: event.target.value })}
              />
            </>
          )}
        </Lines>
        <Place name="challengeId">
          <ChallengePicker
            isSingle label={labels.challengeId} help={t('writing.outcome.challengeHelp')} error={errorAt(errors, 'challengeId')}
            chosen={fields.challengeId} onChange={(challengeId) => keeper.change({ challengeId })}
          />
        </Place>
        <Place name="tableHostId">
          <PeoplePicker
            isSingle label={labels.tableHostId} help={t('writing.outcome.tableHostHelp')} error={errorAt(errors, 'tableHostId')}
            chosen={fields.tableHostId} onChange={(tableHostId) => keeper.change({ tableHostId })}
          />
        </Place>
      </Editor>
    </Page>
  );
}

function Delete({ version, onEnd }: { version: Version<OutcomeFields>; onEnd: () => void }) {
  const t = useText();
  const router = useRouter();
  const [, run] = useMutation(deleteOutcome);
  async function remove(): Promise<Removal> {
    const { data, error } = await run({ input: { id: version.id, revision: version.revision } });
    if (error) return { kind: 'failed', problem: readProblem(error) };
    if (!data?.deleteOutcome.deletedId) return { kind: 'refused', messages: (data?.deleteOutcome.userErrors ?? []).map(({ message }) => message) };
    onEnd();
    router.history.push(paths.mine());
    return { kind: 'done' };
  }
  return <Remove label={t('writing.outcome.delete')} text={t('writing.outcome.deleteText')} confirm={t('writing.deleteConfirm')} run={remove} />;
}
