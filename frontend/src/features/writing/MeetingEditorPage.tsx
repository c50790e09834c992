import { useParams, useRouter } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { errorAt } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Page } from '../../ui/Page.tsx';
import { ErrorState, Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { AgendaLines } from './AgendaLines.tsx';
import type { Version } from './DraftKeeper.ts';
import { Editor } from './Editor.tsx';
import { MarkdownField } from './MarkdownField.tsx';
import { type MeetingFields, emptyMeeting, sendableMeeting, unfinishedMeeting } from './meetingFields.ts';
import { meetingServer, meetingVersion } from './meetingServer.ts';
import { MunicipalityPicker, PilotPicker } from './Pickers.tsx';
import { Place } from './Place.tsx';
import { useDraft } from './useDraft.ts';

const meetingToEdit = graphql(`
  query MeetingToEdit($slug: String!) {
    meeting(slug: $slug) {
      id
      viewerCanEdit
      ...MeetingFields
    }
  }
`);

const required = ['title', 'day', 'from'] as const;

/** `/bijeenkomsten/nieuw`, for organisers, and `/bijeenkomsten/{slug}/bewerken`. */
export function MeetingEditorPage() {
  const t = useText();
  const { slug } = useParams({ strict: false });
  const title = slug === undefined ? t('writing.meeting.new') : t('writing.meeting.edit');
  return (
    <SignedIn title={title}>
      {(viewer) => {
        if (slug !== undefined) return <MeetingBySlug key={slug} slug={slug} viewer={viewer} />;
        if (viewer.role !== 'MEMBER') return <MeetingEditor viewer={viewer} version={null} />;
        return (
          <Page title={title}>
            <ErrorState problem={{ kind: 'forbidden' }} />
          </Page>
        );
      }}
    </SignedIn>
  );
}

function MeetingBySlug({ slug, viewer }: { slug: string; viewer: Viewer }) {
  // What is in the cache may be old, and a change has to be made on what the server has.
  const [state, again] = useQuery({ query: meetingToEdit, variables: { slug }, requestPolicy: 'network-only' });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ meeting }) =>
        meeting?.viewerCanEdit ? <MeetingEditor key={meeting.id} viewer={viewer} version={meetingVersion(meeting)} /> : <NotFoundPage />
      }
    </Loaded>
  );
}

function MeetingEditor({ viewer, version }: { viewer: Viewer; version: Version<MeetingFields> | null }) {
  const t = useText();
  const router = useRouter();
  const [keeper, state] = useDraft<MeetingFields>({
    connect: meetingServer,
    shelfName: `${viewer.person.id}:meeting`,
    start: version ? { version } : { fields: emptyMeeting(viewer) },
    sendable: sendableMeeting,
    canCreate: ({ title, day, from }) => [title, day, from].every((text) => text.trim() !== ''),
    isSharedAtOnce: true,
  });
  const { fields, errors } = state;
  const labels = useMeetingLabels();
  type TextName = 'title' | 'day' | 'from' | 'until' | 'lastDay' | 'sequenceNumber' | 'venueName' | 'venueAddress' | 'venueDescription';
  /** What a text field needs to know about the field `name`. */
  const bind = (name: TextName) => ({
    label: labels[name],
    error: errorAt(errors.filter(({ path }) => path.length === 1), name),
    value: fields[name],
    onChange: (event: { target: { value: string } }) => keeper.change({ [name]: event.target.value }),
  });
  function asText(name: keyof MeetingFields, from: MeetingFields): string {
    if (name === 'visibility') return t(`visibility.${from.visibility}`);
    if (name === 'agenda') {
      return from.agenda
        .map((line) => [line.from, line.title, ...line.speakers.map((speaker) => speaker.name)].filter(Boolean).join(' · '))
        .join('\n');
    }
    const value = from[name];
    return typeof value === 'string' ? value : value.map(({ label }) => label).join('\n');
  }
  return (
    <Page
      title={version ? t('writing.meeting.edit') : t('writing.meeting.new')}
      crumbs={[{ label: t('shell.meetings'), href: paths.meetings() }]}
    >
      {!version && <Lead>{t('writing.meeting.intro')}</Lead>}
      <Editor
        keeper={keeper}
        state={state}
        empty={emptyMeeting(viewer)}
        required={required}
        labels={labels}
        asText={asText}
        unfinished={(from) =>
          unfinishedMeeting(from, {
            title: t('writing.meeting.partTitleMissing'),
            name: t('writing.meeting.speakerNameMissing'),
            venue: t('writing.meeting.venueNameMissing'),
            order: t('writing.meeting.endsBefore'),
            number: t('writing.meeting.sequenceNumberWrong'),
          })
        }
        publishLabel={t('writing.meeting.publish')}
        onPublished={(slug) => router.history.push(paths.meeting(slug))}
      >
        <Place name="title">
          <TextField {...bind('title')} help={t('writing.meeting.titleHelp')} isRequired lang="nl" maxLength={200} />
        </Place>
        <div className="bdg-field-row">
          <Place name="day">
            <TextField {...bind('day')} type="date" isRequired />
          </Place>
          <Place name="from">
            <TextField {...bind('from')} type="time" isRequired />
          </Place>
          <Place name="until">
            <TextField {...bind('until')} type="time" />
          </Place>
        </div>
        <Place name="lastDay">
          <TextField {...bind('lastDay')} type="date" help={t('writing.meeting.lastDayHelp')} min={fields.day || undefined} />
        </Place>
        <Place name="host">
          <MunicipalityPicker
            label={labels.host} help={t('writing.meeting.hostHelp')} error={errorAt(errors, 'host')}
            chosen={fields.host} onChange={(host) => keeper.change({ host })}
          />
        </Place>
        <Place name="sequenceNumber">
          <TextField {...bind('sequenceNumber')} help={t('writing.meeting.sequenceNumberHelp')} inputMode="numeric" className="bdg-short" />
        </Place>
        <Place name="description">
          <MarkdownField
            label={labels.description} help={t('writing.meeting.descriptionHelp')} error={errorAt(errors, 'description')}
            value={fields.description} onChange={(description) => keeper.change({ description })}
          />
        </Place>
        <Heading level={2}>{t('meetings.venue')}</Heading>
        <Place name="venueName">
          <TextField {...bind('venueName')} help={t('writing.meeting.venueNameHelp')} lang="nl" />
        </Place>
        <Place name="venueAddress">
          <TextField {...bind('venueAddress')} lang="nl" />
        </Place>
        <Place name="venueDescription">
          <TextArea {...bind('venueDescription')} help={t('writing.meeting.venueDescriptionHelp')} rows={2} lang="nl" />
        </Place>
        <AgendaLines
          hasDays={fields.lastDay !== '' && fields.lastDay !== fields.day}
          lines={fields.agenda} errors={errors} onChange={(agenda) => keeper.change({ agenda })}
        />
        <Place name="pilotIds">
          <PilotPicker
            label={labels.pilotIds} help={t('writing.meeting.pilotsHelp')} error={errorAt(errors, 'pilotIds')}
            chosen={fields.pilotIds} onChange={(pilotIds) => keeper.change({ pilotIds })}
          />
        </Place>
      </Editor>
    </Page>
  );
}

function useMeetingLabels(): Record<keyof MeetingFields, string> {
  const t = useText();
  return {
    title: t('writing.title'),
    day: t('writing.meeting.day'),
    from: t('writing.meeting.from'),
    until: t('writing.meeting.until'),
    lastDay: t('writing.meeting.lastDay'),
    host: t('meetings.host'),
    sequenceNumber: t('writing.meeting.sequenceNumber'),
    venueName: t('writing.meeting.venueName'),
    venueAddress: t('writing.meeting.venueAddress'),
    venueDescription: t('writing.meeting.venueDescription'),
    description: t('writing.meeting.description'),
    agenda: t('meetings.agenda'),
    pilotIds: t('meetings.pilots'),
    visibility: t('writing.visibility'),
  };
}
