import { useMutation } from 'urql';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { Paragraph } from '../../ui/Text.tsx';

const confirmEmailChange = graphql(`
  mutation ConfirmEmailChange($input: ConfirmEmailChangeInput!) {
    confirmEmailChange(input: $input) {
      email
      userErrors { path code message }
    }
  }
`);

/** `/adres-bevestigen`: where the link in the mail to a new address leads. */
export function ConfirmAddressPage() {
  const t = useText();
  const { renew } = useSession();
  const token = useLinkToken();
  const [{ fetching, data, error }, run] = useMutation(confirmEmailChange);
  const email = data?.confirmEmailChange.email;
  async function confirm() {
    const answer = await run({ input: { token } });
    if (answer.data?.confirmEmailChange.email) renew();
  }
  return (
    <Page title={t('joining.address')}>
      <div className="bdg-stack bdg-measure">
        {email ? (
          <Notice look="ok" isUrgent>
            <p>{t('joining.addressDone', { email })}</p>
          </Notice>
        ) : (
          <>
            <Paragraph>{t('joining.addressText')}</Paragraph>
            <Refusal problem={error && readProblem(error)} errors={data?.confirmEmailChange.userErrors} />
            <Button look="primary" isBusy={fetching} onClick={() => void confirm()}>
              {t('joining.addressGo')}
            </Button>
          </>
        )}
      </div>
    </Page>
  );
}
