import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { MyDataQuery } from '../../graphql/generated/graphql.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Tag } from '../../ui/Tag.tsx';

const setConsent = graphql(`
  mutation SetConsent($input: SetConsentInput!) {
    setConsent(input: $input) {
      consents { purpose isGiven text textVersion changedAt }
      userErrors { path code message }
    }
  }
`);

type Consent = NonNullable<MyDataQuery['viewer']>['consents'][number];

interface ConsentsProps {
  consents: readonly Consent[];
  onChange: () => void;
}

/** What one agreed to, in the words that one agreed to. Taking back is as easy as giving. */
export function Consents({ consents, onChange }: ConsentsProps) {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(setConsent);
  async function set({ purpose, textVersion }: Consent, isGiven: boolean) {
    await run({ input: { purpose, isGiven, textVersion } });
    onChange();
  }
  return (
    <section aria-labelledby="toestemming">
      <Heading level={2} id="toestemming">
        {t('data.consents')}
      </Heading>
      <p>{t('data.consentsText')}</p>
      <Refusal problem={error && readProblem(error)} errors={data?.setConsent.userErrors} />
      <List label={t('data.consents')}>
        {consents.map((consent) => (
          <ListItem key={consent.purpose}>
            <Heading level={3} size={4}>
              {t(`data.purpose.${consent.purpose}`)}
            </Heading>
            <p className="bdg-data__words" lang="nl">
              {consent.text}
            </p>
            <p className="bdg-soft">
              <Tag look={consent.isGiven ? 'brand' : 'accent'}>{t(consent.isGiven ? 'data.given' : 'data.notGiven')}</Tag>{' '}
              {consent.changedAt && (
                <>
                  {t('data.changed')} <DateTime value={consent.changedAt} form="plain" />
                </>
              )}
            </p>
            <Button isBusy={fetching} onClick={() => void set(consent, !consent.isGiven)}>
              {t(consent.isGiven ? 'data.withdraw' : 'data.give')}
              <span className="bdg-hidden">: {t(`data.purpose.${consent.purpose}`)}</span>
            </Button>
          </ListItem>
        ))}
      </List>
    </section>
  );
}
