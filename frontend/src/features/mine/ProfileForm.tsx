import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MyProfileQuery, Visibility } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox, Radio } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ErrorState, Loaded } from '../../ui/States.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { changed } from '../writing/merge.ts';
import type { Pick } from '../writing/PickMany.tsx';
import { ThemePicker } from '../writing/Pickers.tsx';
import { browserShelf } from '../writing/shelf.ts';

const myProfile = graphql(`
  query MyProfile {
    viewer {
      phone
      person {
        id
        displayName
        jobTitle
        about
        seeking
        offering
        isMatchable
        visibility
        themes { slug label }
      }
    }
  }
`);

const updateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      person {
        id
        displayName
        jobTitle
        about
        seeking
        offering
        isMatchable
        visibility
        themes { slug label }
      }
      userErrors { path code message }
    }
  }
`);

interface Profile {
  displayName: string;
  jobTitle: string;
  about: string;
  seeking: string;
  offering: string;
  phone: string;
  themes: Pick[];
  matchable: boolean;
  visibility: Visibility;
}

function toProfile({ phone, person }: NonNullable<MyProfileQuery['viewer']>): Profile {
  return {
    displayName: person.displayName,
    jobTitle: person.jobTitle ?? '',
    about: person.about ?? '',
    seeking: person.seeking ?? '',
    offering: person.offering ?? '',
    phone: phone ?? '',
    themes: person.themes.map(({ slug, label }) => ({ id: slug, label })),
    matchable: person.isMatchable,
    visibility: person.visibility ?? 'NETWORK',
  };
}

/** What others see of the viewer. Kept on this computer until it is saved. */
export function ProfileForm() {
  const t = useText();
  const [state, again] = useQuery({ query: myProfile });
  return (
    <section aria-labelledby="profile">
      <Heading level={2} id="profile">
        {t('mine.profile')}
      </Heading>
      <p className="bdg-measure">{t('mine.profileText')}</p>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ viewer }) => viewer && <Form key={viewer.person.id} personId={viewer.person.id} start={toProfile(viewer)} />}
      </Loaded>
    </section>
  );
}

const circles = ['PUBLIC', 'NETWORK'] as const;
const shown = ['displayName', 'jobTitle', 'about', 'seeking', 'offering', 'phone', 'themes', 'matchable', 'visibility'] as const;

function Form({ personId, start }: { personId: string; start: Profile }) {
  const t = useText();
  const shelfName = `${personId}:profile`;
  const [base, setBase] = useState(start);
  const [profile, setProfile] = useState<Profile>(() => ({ ...start, ...(browserShelf.read(shelfName) as Partial<Profile> | null) }));
  const [isSaved, setSaved] = useState(false);
  const [{ fetching, error, data }, run] = useMutation(updateProfile);
  const form = useRef<HTMLFormElement>(null);
  const refused = data?.updateProfile.userErrors ?? [];
  const beside = errorsBeside(refused, shown);
  useEffect(() => {
    if (data?.updateProfile.userErrors.length) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [data]);
  const isDirty = Object.keys(changed(base, profile)).length > 0;

  function change(patch: Partial<Profile>) {
    const next = { ...profile, ...patch };
    setProfile(next);
    setSaved(false);
    // Only what is different: a later change elsewhere is not undone.
    browserShelf.write(shelfName, changed(base, next));
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    const { themes, ...plain } = changed(base, profile);
    const answer = await run({ input: { ...plain, ...(themes && { themes: themes.map(({ id }) => id) }) } });
    if (answer.data?.updateProfile.person) {
      setBase(profile);
      setSaved(true);
      browserShelf.remove(shelfName);
    }
  }

  const bind = (name: 'displayName' | 'jobTitle' | 'about' | 'seeking' | 'offering' | 'phone') => ({
    error: errorAt(refused, name),
    value: profile[name],
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  });
  return (
    <form ref={form} onSubmit={save} noValidate className="bdg-mine__form">
      <TextField {...bind('displayName')} label={t('mine.name')} help={t('mine.nameHelp')} isRequired autoComplete="name" />
      <TextField {...bind('jobTitle')} label={t('mine.jobTitle')} help={t('mine.jobTitleHelp')} lang="nl" autoComplete="organization-title" />
      <TextArea {...bind('about')} label={t('mine.about')} help={t('mine.aboutHelp')} lang="nl" rows={3} />
      <TextArea {...bind('seeking')} label={t('mine.seeking')} help={t('mine.seekingHelp')} lang="nl" rows={3} />
      <TextArea {...bind('offering')} label={t('mine.offering')} help={t('mine.offeringHelp')} lang="nl" rows={3} />
      <ThemePicker
        label={t('mine.themes')} help={t('mine.themesHelp')} error={errorAt(refused, 'themes')}
        chosen={profile.themes} onChange={(themes) => change({ themes })}
      />
      <TextField {...bind('phone')} label={t('mine.phone')} help={t('mine.phoneHelp')} type="tel" autoComplete="tel" />
      <Checkbox
        label={t('mine.matchable')} help={t('mine.matchableHelp')}
        checked={profile.matchable} onChange={(event) => change({ matchable: event.target.checked })}
      />
      <Fieldset legend={t('mine.visibility')} error={errorAt(refused, 'visibility')}>
        {circles.map((circle) => (
          <Radio
            key={circle} name="visibility" label={t(`visibility.${circle}`)} help={t(`mine.visibility.${circle}`)}
            checked={profile.visibility === circle} onChange={() => change({ visibility: circle })}
          />
        ))}
      </Fieldset>
      {error && <ErrorState problem={readProblem(error)} />}
      {beside.length > 0 && (
        <Notice look="error" isUrgent>
          {beside.map(({ code, message }) => (
            <p key={code}>{message}</p>
          ))}
        </Notice>
      )}
      <div className="bdg-buttons">
        <Button type="submit" look="primary" isBusy={fetching}>
          {t('mine.save')}
        </Button>
        <p role="status" className="bdg-soft">
          {isSaved && t('mine.saved')}
          {!isSaved && isDirty && t('mine.kept')}
        </p>
      </div>
      <p className="bdg-mine__see">
        <Link href={paths.person(personId)}>{t('mine.see')}</Link>
      </p>
    </form>
  );
}
