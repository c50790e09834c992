import { useParams, useRouter } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Heading } from '../../ui/Heading.tsx';
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
import { ChallengePicker, MunicipalityPicker, PeoplePicker, PilotPicker, ThemePicker } from './Pickers.tsx';
import { BuyerLines, DataSourceLines } from './PilotLines.tsx';
import { type PilotFields, emptyPilot, pilotServer, pilotVersion, sendablePilot, unfinishedLines } from './pilotFields.ts';
import { Place } from './Place.tsx';
import { Remove, type Removal } from './Remove.tsx';
import { useDraft } from './useDraft.ts';
import { useOwnAddress } from './useOwnAddress.ts';

const pilotToEdit = graphql(`
  query PilotToEdit($slug: String!) {
    pilot(slug: $slug) {
      id
      viewerCanEdit
      ...PilotDraft
    }
  }
`);

const archivePilot = graphql(`
  mutation ArchivePilot($input: DeleteInput!) {
    archivePilot(input: $input) {
      pilot { id slug status revision updatedAt }
      userErrors { path code message }
    }
  }
`);

const deletePilot = graphql(`
  mutation DeletePilot($input: DeleteInput!) {
    deletePilot(input: $input) {
      deletedId
      userErrors { path code message }
    }
  }
`);

const stages = ['IDEA', 'EXPLORATION', 'EXPERIMENT', 'EVALUATION', 'SCALING', 'PRODUCTION', 'STOPPED'] as const;
const domains = ['POLICY', 'COLLABORATION', 'SOCIETY'] as const;
const required = ['title', 'summary', 'problem', 'approach'] as const;

/** `/pilots/nieuw` and `/pilots/{slug}/bewerken`: one page, so that a new pilot gets its address while one types. */
export function PilotEditorPage() {
  const t = useText();
  return <SignedIn title={t('writing.pilot.new')}>{(viewer) => <PilotEditorAt viewer={viewer} />}</SignedIn>;
}

function PilotEditorAt({ viewer }: { viewer: Viewer }) {
  const { slug } = useParams({ strict: false });
  const router = useRouter();
  const { isNew, form, setMade } = useOwnAddress(slug);
  if (!isNew && slug) return <PilotBySlug key={slug} slug={slug} viewer={viewer} />;
  function moveTo(made: string) {
    setMade(made);
    void router.navigate({ to: '/pilots/$slug/bewerken', params: { slug: made }, replace: true, resetScroll: false });
  }
  return <PilotEditor key={form} viewer={viewer} version={null} onMade={moveTo} />;
}

function PilotBySlug({ slug, viewer }: { slug: string; viewer: Viewer }) {
  // What is in the cache may be old, and a change has to be made on what the server has.
  const [state, again] = useQuery({ query: pilotToEdit, variables: { slug }, requestPolicy: 'network-only' });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ pilot }) =>
        pilot?.viewerCanEdit ? <PilotEditor key={pilot.id} viewer={viewer} version={pilotVersion(pilot)} /> : <NotFoundPage />
      }
    </Loaded>
  );
}

interface PilotEditorProps {
  viewer: Viewer;
  version: Version<PilotFields> | null;
  onMade?: (slug: string) => void;
}

function PilotEditor({ viewer, version: first, onMade }: PilotEditorProps) {
  const t = useText();
  const router = useRouter();
  const [keeper, state] = useDraft<PilotFields>({
    connect: pilotServer,
    shelfName: `${viewer.person.id}:pilot`,
    start: first ? { version: first } : { fields: emptyPilot(viewer) },
    sendable: sendablePilot,
    canCreate: ({ title }) => title.trim() !== '',
    onMade,
  });
  const labels = usePilotLabels();
  const { fields, errors, version } = state;
  const isNew = first === null;
  /** What a text field needs to know about the field `name`. */
  const bind = (name: 'title' | 'summary' | 'partners' | 'cost') => ({
    label: labels[name],
    lang: 'nl',
    error: errorAt(errors, name),
    value: fields[name],
    onChange: (event: { target: { value: string } }) => keeper.change({ [name]: event.target.value }),
  });
  const story = (name: 'problem' | 'approach' | 'results' | 'lessonsLearned' | 'failures') => (
    <Place name={name}>
      <MarkdownField
        label={labels[name]}
        help={t(`writing.pilot.${name}Help`)}
        isRequired={name === 'problem' || name === 'approach'}
        error={errorAt(errors, name)}
        value={fields[name]}
        onChange={(value) => keeper.change({ [name]: value })}
      />
    </Place>
  );
  return (
    <Page title={isNew ? t('writing.pilot.new') : t('writing.pilot.edit')} crumbs={[{ label: t('shell.pilots'), href: paths.pilots() }]}>
      {isNew && <Lead>{t('writing.pilot.intro')}</Lead>}
      <Editor
        keeper={keeper}
        state={state}
        empty={emptyPilot(viewer)}
        required={required}
        labels={labels}
        asText={(name, from) => textOf(from[name], t)}
        unfinished={(from) => unfinishedLines(from, t('writing.pilot.buyerUnitMissing'))}
        publishLabel={t('writing.pilot.publish')}
        onPublished={(slug) => router.history.push(paths.pilot(slug))}
        removal={version && <Removals version={version} onEnd={() => keeper.end()} />}
      >
        <Place name="title">
          <TextField {...bind('title')} help={t('writing.pilot.titleHelp')} isRequired maxLength={200} />
        </Place>
        <Place name="municipality">
          {viewer.role === 'MEMBER' ? (
            <p className="bdg-field">
              <strong>{labels.municipality}:</strong> {fields.municipality[0]?.label}
            </p>
          ) : (
            <MunicipalityPicker
              label={labels.municipality} help={t('writing.pilot.municipalityHelp')} error={errorAt(errors, 'municipality')}
              chosen={fields.municipality} onChange={(municipality) => keeper.change({ municipality })}
            />
          )}
        </Place>
        <Place name="summary">
          <TextArea {...bind('summary')} help={t('writing.pilot.summaryHelp')} isRequired rows={3} />
        </Place>
        <Place name="stage">
          <Select
            label={labels.stage} help={t('writing.pilot.stageHelp')} error={errorAt(errors, 'stage')} value={fields.stage}
            options={stages.map((value) => ({ value, label: t(`stage.${value}`) }))}
            onChange={(event) => keeper.change({ stage: stages.find((one) => one === event.target.value) ?? fields.stage })}
          />
        </Place>
        <Place name="domains">
          <Fieldset legend={labels.domains} error={errorAt(errors, 'domains')}>
            {domains.map((domain) => (
              <Checkbox
                key={domain}
                label={t(`domain.${domain}`)}
                help={t(`writing.pilot.domain.${domain}`)}
                checked={fields.domains.includes(domain)}
                onChange={(event) =>
                  keeper.change({ domains: domains.filter((one) => (one === domain ? event.target.checked : fields.domains.includes(one))) })
                }
              />
            ))}
          </Fieldset>
        </Place>
        <Place name="themes">
          <ThemePicker
            label={labels.themes} help={t('writing.pilot.themesHelp')} error={errorAt(errors, 'themes')}
            chosen={fields.themes} onChange={(themes) => keeper.change({ themes })}
          />
        </Place>
        <Heading level={2}>{t('writing.pilot.story')}</Heading>
        <p className="bdg-soft bdg-field">{t('writing.markdown')}</p>
        {story('problem')}
        {story('approach')}
        {story('results')}
        {story('lessonsLearned')}
        {story('failures')}
        <Heading level={2}>{t('writing.pilot.around')}</Heading>
        <Place name="partners">
          <TextArea {...bind('partners')} help={t('writing.pilot.partnersHelp')} rows={3} />
        </Place>
        <DataSourceLines lines={fields.dataSources} errors={errors} onChange={(dataSources) => keeper.change({ dataSources })} />
        <BuyerLines lines={fields.buyers} errors={errors} onChange={(buyers) => keeper.change({ buyers })} />
        <Place name="cost">
          <TextArea {...bind('cost')} help={t('writing.pilot.costHelp')} rows={2} maxLength={500} />
        </Place>
        <Place name="replicatesId">
          <PilotPicker
            isSingle label={labels.replicatesId} help={t('writing.pilot.replicatesHelp')} error={errorAt(errors, 'replicatesId')}
            chosen={fields.replicatesId} onChange={(replicatesId) => keeper.change({ replicatesId })}
          />
        </Place>
        <Place name="contactIds">
          <PeoplePicker
            label={labels.contactIds} help={t('writing.pilot.contactsHelp')} error={errorAt(errors, 'contactIds')}
            chosen={fields.contactIds} onChange={(contactIds) => keeper.change({ contactIds })}
          />
        </Place>
        <Place name="authorIds">
          <PeoplePicker
            label={labels.authorIds} help={t('writing.pilot.authorsHelp')} error={errorAt(errors, 'authorIds')}
            chosen={fields.authorIds} onChange={(authorIds) => keeper.change({ authorIds })}
          />
        </Place>
        <Place name="challengeIds">
          <ChallengePicker
            label={labels.challengeIds} help={t('writing.pilot.challengesHelp')} error={errorAt(errors, 'challengeIds')}
            chosen={fields.challengeIds} onChange={(challengeIds) => keeper.change({ challengeIds })}
          />
        </Place>
      </Editor>
    </Page>
  );
}

function usePilotLabels(): Record<keyof PilotFields, string> {
  const t = useText();
  return {
    title: t('writing.title'),
    municipality: t('writing.pilot.municipality'),
    summary: t('writing.summary'),
    stage: t('pilots.stage'),
    domains: t('writing.pilot.domains'),
    themes: t('writing.pilot.themes'),
    problem: t('pilots.problem'),
    approach: t('pilots.approach'),
    results: t('pilots.results'),
    lessonsLearned: t('writing.pilot.lessonsLearned'),
    failures: t('pilots.failures'),
    partners: t('pilots.partners'),
    dataSources: t('writing.pilot.dataSources'),
    buyers: t('writing.pilot.buyers'),
    cost: t('pilots.cost'),
    replicatesId: t('pilots.replicates'),
    contactIds: t('writing.pilot.contacts'),
    authorIds: t('writing.report.authors'),
    challengeIds: t('writing.pilot.challenges'),
    visibility: t('writing.visibility'),
  };
}

/** Any field as lines of text. */
function textOf(value: PilotFields[keyof PilotFields], t: ReturnType<typeof useText>): string {
  if (typeof value === 'string') return wordOf(value, t);
  return value
    .map((one) => {
      if (typeof one === 'string') return wordOf(one, t);
      if ('label' in one) return one.label;
      return Object.values(one).filter(Boolean).map((part: string) => wordOf(part, t)).join(' · ');
    })
    .join('\n');
}

/** The values of enums have names; everything else stands for itself. */
function wordOf(value: string, t: ReturnType<typeof useText>): string {
  const stage = stages.find((one) => one === value);
  if (stage) return t(`stage.${stage}`);
  const domain = domains.find((one) => one === value);
  if (domain) return t(`domain.${domain}`);
  if (value === 'PUBLIC' || value === 'NETWORK' || value === 'MUNICIPALITY') return t(`visibility.${value}`);
  return value;
}

function Removals({ version, onEnd }: { version: Version<PilotFields>; onEnd: () => void }) {
  const t = useText();
  const router = useRouter();
  const [, runArchive] = useMutation(archivePilot);
  const [, runDelete] = useMutation(deletePilot);
  const input = { id: version.id, revision: version.revision };

  async function archive(): Promise<Removal> {
    const { data, error } = await runArchive({ input });
    if (error) return { kind: 'failed', problem: readProblem(error) };
    const pilot = data?.archivePilot.pilot;
    if (!pilot) return { kind: 'refused', messages: (data?.archivePilot.userErrors ?? []).map(({ message }) => message) };
    onEnd();
    router.history.push(paths.pilot(pilot.slug));
    return { kind: 'done' };
  }

  async function remove(): Promise<Removal> {
    const { data, error } = await runDelete({ input });
    if (error) return { kind: 'failed', problem: readProblem(error) };
    if (!data?.deletePilot.deletedId) return { kind: 'refused', messages: (data?.deletePilot.userErrors ?? []).map(({ message }) => message) };
    onEnd();
    router.history.push(paths.mine());
    return { kind: 'done' };
  }

  return (
    <>
      {version.isPublished && (
        <Remove label={t('writing.pilot.archive')} text={t('writing.pilot.archiveText')} confirm={t('writing.pilot.archiveConfirm')} run={archive} />
      )}
      <Remove label={t('writing.pilot.delete')} text={t('writing.pilot.deleteText')} confirm={t('writing.deleteConfirm')} run={remove} />
    </>
  );
}
