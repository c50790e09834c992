import { useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { type ChallengeFields, challengeServer, challengeVersion, emptyChallenge } from './challengeFields.ts';
import type { Version } from './DraftKeeper.ts';
import { Editor } from './Editor.tsx';
import { MarkdownField } from './MarkdownField.tsx';
import { ThemePicker } from './Pickers.tsx';
import { Place } from './Place.tsx';
import { useDraft } from './useDraft.ts';

const challengeToEdit = graphql(`
  query ChallengeToEdit($slug: String!) {
    challenge(slug: $slug) {
      id
      viewerCanEdit
      ...ChallengeFields
    }
  }
`);

const required = ['question'] as const;

/** `/vraagstukken/nieuw`, with `?vraag=` what somebody searched for in vain, and `/vraagstukken/{slug}/bewerken`. */
export function ChallengeEditorPage() {
  const t = useText();
  const { slug } = useParams({ strict: false });
  const { vraag } = useSearch({ strict: false });
  return (
    <SignedIn title={slug === undefined ? t('writing.challenge.new') : t('writing.challenge.edit')}>
      {(viewer) =>
        slug === undefined ? (
          <ChallengeEditor viewer={viewer} version={null} question={vraag} />
        ) : (
          <ChallengeBySlug key={slug} slug={slug} viewer={viewer} />
        )
      }
    </SignedIn>
  );
}

function ChallengeBySlug({ slug, viewer }: { slug: string; viewer: Viewer }) {
  // What is in the cache may be old, and a change has to be made on what the server has.
  const [state, again] = useQuery({ query: challengeToEdit, variables: { slug }, requestPolicy: 'network-only' });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ challenge }) =>
        challenge?.viewerCanEdit ? (
          <ChallengeEditor key={challenge.id} viewer={viewer} version={challengeVersion(challenge)} />
        ) : (
          <NotFoundPage />
        )
      }
    </Loaded>
  );
}

interface ChallengeEditorProps {
  viewer: Viewer;
  version: Version<ChallengeFields> | null;
  question?: string | undefined;
}

function ChallengeEditor({ viewer, version, question }: ChallengeEditorProps) {
  const t = useText();
  const router = useRouter();
  const [keeper, state] = useDraft<ChallengeFields>({
    connect: challengeServer,
    shelfName: `${viewer.person.id}:challenge`,
    start: version ? { version } : { fields: emptyChallenge(question) },
    sendable: (fields) => fields,
    canCreate: (fields) => fields.question.trim() !== '',
    isSharedAtOnce: true,
  });
  const { fields, errors } = state;
  const labels = {
    question: t('writing.challenge.question'),
    context: t('writing.challenge.context'),
    themes: t('writing.pilot.themes'),
    visibility: t('writing.visibility'),
  };
  return (
    <Page
      title={version ? t('writing.challenge.edit') : t('writing.challenge.new')}
      crumbs={[{ label: t('shell.challenges'), href: paths.challenges() }]}
    >
      {!version && <Lead>{t('writing.challenge.intro')}</Lead>}
      <Editor
        keeper={keeper}
        state={state}
        empty={emptyChallenge(question)}
        required={required}
        labels={labels}
        asText={(name, from) => {
          if (name === 'visibility') return t(`visibility.${from.visibility}`);
          return name === 'themes' ? from.themes.map(({ label }) => label).join('\n') : from[name];
        }}
        unfinished={() => []}
        publishLabel={t('writing.challenge.publish')}
        onPublished={(slug) => router.history.push(paths.challenge(slug))}
      >
        <Place name="question">
          <TextArea
            label={labels.question} help={t('writing.challenge.questionHelp')} error={errorAt(errors, 'question')} isRequired lang="nl"
            rows={2} maxLength={200} value={fields.question}
            onChange={(event) => keeper.change({ question: event.target.value.replaceAll('\n', ' ') })}
          />
        </Place>
        <Place name="context">
          <MarkdownField
            label={labels.context} help={t('writing.challenge.contextHelp')} error={errorAt(errors, 'context')}
            value={fields.context} onChange={(context) => keeper.change({ context })}
          />
        </Place>
        <Place name="themes">
          <ThemePicker
            label={labels.themes} help={t('writing.challenge.themesHelp')} error={errorAt(errors, 'themes')}
            chosen={fields.themes} onChange={(themes) => keeper.change({ themes })}
          />
        </Place>
      </Editor>
    </Page>
  );
}
