import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { useLinkToken } from '../joining/useLinkToken.ts';

const stopSearchMails = graphql(`
  mutation StopSearchMails($input: StopSearchMailsInput!) {
    stopSearchMails(input: $input) {
      isStopped
      userErrors { path code message }
    }
  }
`);

/** `/mail-stoppen`: where the link at the end of a mail about saved searches leads. Nobody has to sign in for it. */
export function StopMailsPage() {
  const t = useText();
  const token = useLinkToken();
  const [{ data, error, fetching }, run] = useMutation(stopSearchMails);
  return (
    <Page title={t('saved.stop')}>
      <div className="bdg-stack bdg-measure">
        {data?.stopSearchMails.isStopped ? (
          <Notice look="ok" isUrgent>
            <p>
              {t('saved.stopped')} {t('saved.stoppedText')}
            </p>
            <p>
              <Link href={paths.savedSearches()}>{t('saved.title')}</Link>
            </p>
          </Notice>
        ) : (
          <>
            <Paragraph>{t('saved.stopText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={data?.stopSearchMails.userErrors} />
            <Button look="primary" isBusy={fetching} onClick={() => void run({ input: { token } })}>
              {t('saved.stopGo')}
            </Button>
          </>
        )}
      </div>
    </Page>
  );
}
