import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { ConceptQuery } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Caretaker } from './Caretaker.tsx';
import { ConceptForm, type ConceptFields, toInput } from './ConceptForm.tsx';

const conceptQuery = graphql(`
  query Concept($id: ID!) {
    concept(id: $id) {
      id
      revision
      prefLabel
      prefLabelEn
      altLabels
      hiddenLabels
      scopeNote
      broader { id prefLabel }
      narrower { id prefLabel }
      related { id prefLabel }
      theme { id slug label }
    }
  }
`);

const updateConcept = graphql(`
  mutation UpdateConcept($input: UpdateConceptInput!) {
    updateConcept(input: $input) {
      concept {
        id
        revision
        prefLabel
        prefLabelEn
        altLabels
        hiddenLabels
        scopeNote
        broader { id prefLabel }
        narrower { id prefLabel }
        related { id prefLabel }
        theme { id slug label }
      }
      userErrors { path code message }
    }
  }
`);

const deleteConcept = graphql(`
  mutation DeleteConcept($input: DeleteInput!) {
    deleteConcept(input: $input) {
      deletedId
      userErrors { path code message }
    }
  }
`);

type Concept = NonNullable<ConceptQuery['concept']>;

const route = getRouteApi('/beheer/begrippen/$id');

export function ConceptPage() {
  const t = useText();
  const { id } = route.useParams();
  const [state, again] = useQuery({ query: conceptQuery, variables: { id } });
  return (
    <Caretaker title={state.data?.concept?.prefLabel ?? t('thesaurus.concept')} titleLang="nl" isBelow>
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ concept }) => concept && <Present key={concept.id} concept={concept} />}
      </Loaded>
    </Caretaker>
  );
}

const picks = (others: readonly { id: string; prefLabel: string }[]) => others.map(({ id, prefLabel }) => ({ id, label: prefLabel }));

function toFields(concept: Concept): ConceptFields {
  return {
    prefLabel: concept.prefLabel,
    prefLabelEn: concept.prefLabelEn ?? '',
    altLabels: concept.altLabels.join('\n'),
    hiddenLabels: concept.hiddenLabels.join('\n'),
    scopeNote: concept.scopeNote,
    broader: picks(concept.broader),
    related: picks(concept.related),
    theme: concept.theme ? [{ id: concept.theme.slug, label: concept.theme.label }] : [],
  };
}

function Present({ concept }: { concept: Concept }) {
  const t = useText();
  // The revision that the form began with: what somebody else changes meanwhile is told, not overwritten.
  const [begun, setBegun] = useState(concept);
  const [{ fetching, data, error }, run] = useMutation(updateConcept);
  const [isSaved, setSaved] = useState(false);
  async function save(fields: ConceptFields) {
    setSaved(false);
    const answer = await run({ input: { id: begun.id, revision: begun.revision, ...toInput(fields) } });
    const changed = answer.data?.updateConcept.concept;
    if (changed) setBegun(changed);
    setSaved(Boolean(changed));
  }
  return (
    <div className="bdg-thesaurus">
      {begun.narrower.length > 0 && (
        <p>
          {t('thesaurus.narrower')}{' '}
          {begun.narrower.map((one, at) => (
            <span key={one.id} lang="nl">
              {at > 0 && ', '}
              <Link href={paths.concept(one.id)}>{one.prefLabel}</Link>
            </span>
          ))}
        </p>
      )}
      <ConceptForm
        initial={toFields(begun)} isBusy={fetching} problem={error ? readProblem(error) : null}
        errors={fetching ? [] : (data?.updateConcept.userErrors ?? [])} onSave={(fields) => void save(fields)}
      />
      {isSaved && (
        <Notice look="ok" isUrgent>
          <p>
            {t('thesaurus.saved')} <Link href={paths.search({ q: begun.prefLabel })}>{t('thesaurus.trySearch', { label: begun.prefLabel })}</Link>
          </p>
        </Notice>
      )}
      <Remove concept={begun} />
    </div>
  );
}

function Remove({ concept }: { concept: Concept }) {
  const t = useText();
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const [{ fetching, error }, run] = useMutation(deleteConcept);
  async function remove() {
    const answer = await run({ input: { id: concept.id, revision: concept.revision } });
    if (answer.data?.deleteConcept.deletedId) router.history.push(paths.concepts());
  }
  return (
    <>
      <Button look="subtle" onClick={() => setAsking(true)}>{t('thesaurus.remove')}</Button>
      {isAsking && (
        <Dialog title={t('thesaurus.removeAsk', { label: concept.prefLabel })} onClose={() => setAsking(false)}>
          <p>{t('thesaurus.removeText')}</p>
          <Refusal problem={error && readProblem(error)} />
          <Button isBusy={fetching} onClick={() => void remove()}>{t('thesaurus.removeGo')}</Button>
        </Dialog>
      )}
    </>
  );
}
