import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { localPath, paths } from '../../routes/paths.ts';
import { Link } from '../../ui/Link.tsx';
import { Page } from '../../ui/Page.tsx';
import { Paragraph } from '../../ui/Text.tsx';
import { SignInForm } from './SignInForm.tsx';
import './account.css';

const route = getRouteApi('/inloggen');

export function SignInPage() {
  const t = useText();
  const router = useRouter();
  const { viewer } = useSession();
  const back = localPath(route.useSearch().terug);
  return (
    <Page title={t('account.title')}>
      <div className="bdg-sign-in bdg-stack">
        {viewer ? (
          <>
            <Paragraph>{t('account.already', { name: viewer.person.displayName })}</Paragraph>
            <Link href={back} look="primary">{back === paths.home() ? t('shell.toHome') : t('account.goOn')}</Link>
          </>
        ) : (
          <>
            <Paragraph>{t('account.why')}</Paragraph>
            <SignInForm onDone={() => router.history.push(back)} />
            <Paragraph isSmall>
              <Link href={paths.join()}>{t('account.join')}</Link>
            </Paragraph>
          </>
        )}
      </div>
    </Page>
  );
}
