import { type FormEvent, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { type Problem, readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { ConceptPicker } from '../thesaurus/ConceptForm.tsx';
import type { Pick } from '../writing/PickMany.tsx';
import '../writing/writing.css';

const conceptWords = graphql(`
  query ConceptWords($id: ID!) {
    concept(id: $id) { id revision prefLabel altLabels }
  }
`);

const addWord = graphql(`
  mutation AddWord($input: UpdateConceptInput!) {
    updateConcept(input: $input) {
      concept { id revision prefLabel altLabels }
      userErrors { path code message }
    }
  }
`);

/** Makes a word another word for a concept that there is. */
export function AddToConcept({ word }: { word: string }) {
  const t = useText();
  const client = useClient();
  const [chosen, setChosen] = useState<Pick[]>([]);
  const [unread, setUnread] = useState<Problem | null>(null);
  const [{ fetching, data, error }, run] = useMutation(addWord);
  const [concept] = chosen;
  const errors = fetching ? [] : (data?.updateConcept.userErrors ?? []);
  const done = data?.updateConcept.concept;
  async function add(event: FormEvent) {
    event.preventDefault();
    if (!concept) return;
    setUnread(null);
    // As it is now: what somebody else added meanwhile stays.
    const answer = await client.query(conceptWords, { id: concept.id }, { requestPolicy: 'network-only' }).toPromise();
    const found = answer.data?.concept;
    if (!found) {
      setUnread(answer.error ? readProblem(answer.error) : { kind: 'notFound' });
      return;
    }
    const { id, revision, altLabels } = found;
    await run({ input: { id, revision, altLabels: [...altLabels, word] } });
  }
  if (done) {
    return (
      <Notice look="ok" isUrgent>
        <p>
          {t('searchTerms.added', { word })} <Link href={paths.concept(done.id)} lang="nl">{done.prefLabel}</Link>.{' '}
          <Link href={paths.search({ q: word })}>{t('thesaurus.trySearch', { label: word })}</Link>
        </p>
      </Notice>
    );
  }
  return (
    <form onSubmit={(event) => void add(event)} noValidate className="bdg-search-terms__add">
      <Refusal problem={unread ?? (error ? readProblem(error) : null)} errors={errors} />
      <ConceptPicker label={t('searchTerms.whichConcept')} chosen={chosen} isSingle onChange={setChosen} />
      <Button type="submit" isBusy={fetching} disabled={!concept}>{t('searchTerms.add')}</Button>
    </form>
  );
}
