import { type FormEvent, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { type Viewer, useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { type UserError, errorAt, errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { momentInAmsterdam } from '../../lib/dates.ts';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { Pick } from '../writing/PickMany.tsx';
import { MunicipalityPicker } from '../writing/Pickers.tsx';

const changeAffiliation = graphql(`
  mutation ChangeAffiliation($input: ChangeAffiliationInput!) {
    changeAffiliation(input: $input) {
      person {
        id
        jobTitle
        municipality { id code name slug province }
      }
      userErrors { path code message }
    }
  }
`);

const waitingMove = graphql(`
  query WaitingMove {
    viewer {
      pendingMove {
        municipality { id name slug }
        jobTitle
        askedAt
      }
    }
  }
`);

const withdrawMove = graphql(`
  mutation WithdrawMove {
    withdrawMove {
      isWithdrawn
    }
  }
`);

/** A move that an administrator elsewhere has to answer first. */
function WaitingMove({ onEnd }: { onEnd: () => void }) {
  const t = useText();
  const [{ data }] = useQuery({ query: waitingMove });
  const [{ fetching, error }, run] = useMutation(withdrawMove);
  const waits = data?.viewer?.pendingMove;
  if (!waits) return null;
  async function withdraw() {
    const answer = await run({});
    if (answer.data) onEnd();
  }
  return (
    <Notice title={t('mine.moveWaits', { municipality: waits.municipality.name })}>
      <p>{t('mine.moveWaitsText')}</p>
      <Refusal problem={error && readProblem(error)} />
      <Button isBusy={fetching} onClick={() => void withdraw()}>
        {t('mine.moveWithdraw')}
      </Button>
    </Notice>
  );
}

/** Another function, here or elsewhere. What one wrote before keeps the function of then. */
export function Move({ viewer }: { viewer: Viewer }) {
  const t = useText();
  const { renew } = useSession();
  const { municipality, jobTitle } = viewer.person;
  const [place, setPlace] = useState<Pick[]>([{ id: municipality.code, label: municipality.name }]);
  const [title, setTitle] = useState(jobTitle ?? '');
  const [day, setDay] = useState('');
  const [missing, setMissing] = useState<readonly UserError[]>([]);
  const [isDone, setDone] = useState(false);
  const [{ fetching, data, error }, run] = useMutation(changeAffiliation);
  const errors = missing.length > 0 ? missing : fetching ? [] : (data?.changeAffiliation.userErrors ?? []);

  async function send(event: FormEvent) {
    event.preventDefault();
    setDone(false);
    const [chosen] = place;
    setMissing(chosen ? [] : [{ path: ['municipalityCode'], code: 'REQUIRED', message: t('joining.municipalityMissing') }]);
    if (!chosen) return;
    const answer = await run({ input: { municipalityCode: chosen.id, jobTitle: title.trim() || null, from: day ? momentInAmsterdam(day, '00:00') : null } });
    const person = answer.data?.changeAffiliation.person;
    if (!person) return;
    // Elsewhere somebody may have to say yes first: then the person is where they were.
    setDone(person.municipality.code === chosen.id);
    // What one may do depends on where one works.
    renew();
  }

  return (
    <section aria-labelledby="verhuizen">
      <Heading level={2} id="verhuizen">
        {t('mine.move')}
      </Heading>
      <p className="bdg-measure">{t('mine.moveText')}</p>
      <WaitingMove onEnd={renew} />
      <form onSubmit={send} noValidate className="bdg-mine__form">
        <Refusal problem={error && readProblem(error)} errors={errorsBeside(errors, ['municipalityCode', 'jobTitle', 'from'])} />
        <MunicipalityPicker
          label={t('joining.municipality')} help={t('mine.moveMunicipalityHelp')} error={errorAt(errors, 'municipalityCode')}
          chosen={place} onChange={setPlace}
        />
        <TextField label={t('mine.newTitle')} lang="nl" value={title} error={errorAt(errors, 'jobTitle')} onChange={(event) => setTitle(event.target.value)} />
        <TextField
          type="date" label={t('mine.moveFrom')} help={t('mine.moveFromHelp')} className="bdg-day" value={day} error={errorAt(errors, 'from')}
          onChange={(event) => setDay(event.target.value)}
        />
        <div className="bdg-buttons">
          <Button type="submit" isBusy={fetching}>
            {t('mine.moveGo')}
          </Button>
          <p role="status" className="bdg-soft">
            {isDone && t('mine.moved')}
          </p>
        </div>
      </form>
    </section>
  );
}
