import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Loaded } from '../../ui/States.tsx';

const mailChoices = graphql(`
  query MailChoices {
    viewer {
      mailsIntroductions
    }
  }
`);

const setMailChoices = graphql(`
  mutation SetMailChoices($input: SetMailChoicesInput!) {
    setMailChoices(input: $input) {
      introductions
      userErrors { path code message }
    }
  }
`);

/** Which mails one gets, of those that one can do without. */
export function MailChoices() {
  const t = useText();
  const [state, again] = useQuery({ query: mailChoices });
  const [{ data, error, fetching }, run] = useMutation(setMailChoices);
  return (
    <section aria-labelledby="mail">
      <Heading level={2} id="mail">
        {t('mine.mails')}
      </Heading>
      <Refusal problem={error && readProblem(error)} />
      <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
        {({ viewer }) =>
          viewer && (
            <Checkbox
              label={t('mine.mailsIntroductions')} help={t('mine.mailsIntroductionsHelp')}
              checked={viewer.mailsIntroductions} disabled={fetching}
              onChange={(event) => void run({ input: { introductions: event.target.checked } })}
            />
          )
        }
      </Loaded>
      <p>
        {t('mine.mailsSearches')} <Link href={paths.savedSearches()}>{t('saved.title')}</Link>
      </p>
      <p role="status" className="bdg-soft">
        {data && !fetching && t('mine.mailsSaved')}
      </p>
    </section>
  );
}
