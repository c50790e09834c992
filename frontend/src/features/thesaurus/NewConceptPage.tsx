import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Caretaker } from './Caretaker.tsx';
import { ConceptForm, type ConceptFields, noConcept, toInput } from './ConceptForm.tsx';

const createConcept = graphql(`
  mutation CreateConcept($input: CreateConceptInput!) {
    createConcept(input: $input) {
      concept { id revision prefLabel }
      userErrors { path code message }
    }
  }
`);

const route = getRouteApi('/beheer/begrippen/nieuw');

export function NewConceptPage() {
  const t = useText();
  const router = useRouter();
  const { woord = '' } = route.useSearch();
  const [{ fetching, data, error }, run] = useMutation(createConcept);
  async function save(fields: ConceptFields) {
    const answer = await run({ input: toInput(fields) });
    if (answer.data?.createConcept.concept) router.history.push(paths.concepts({ naam: answer.data.createConcept.concept.prefLabel }));
  }
  return (
    <Caretaker title={t('thesaurus.new')} isBelow>
      <ConceptForm
        initial={{ ...noConcept, prefLabel: woord }} isBusy={fetching} problem={error ? readProblem(error) : null}
        errors={fetching ? [] : (data?.createConcept.userErrors ?? [])} onSave={(fields) => void save(fields)}
      />
    </Caretaker>
  );
}
