import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { MineNav } from '../mine/MineNav.tsx';
import { AppFactor } from './AppFactor.tsx';
import { OwnAddress } from './OwnAddress.tsx';
import { Passkeys } from './Passkeys.tsx';
import { Password } from './Password.tsx';
import { Sessions } from './Sessions.tsx';
import { Tokens } from './Tokens.tsx';
import './security.css';

const mySecurity = graphql(`
  query MySecurity {
    viewer {
      email
      security {
        hasPassword
        isSecondFactorRequired
        hasTotp
        ...AppFactor
        ...Passkeys
        passkeys { id }
        ssoIdentities { since provider { id name } }
        ...Sessions
        ...Tokens
      }
    }
  }
`);

/** How one signs in, where one is signed in, and what may act in one's name. */
export function SecurityPage() {
  const t = useText();
  return <SignedIn title={t('security.title')}>{(viewer) => <Parts viewer={viewer} />}</SignedIn>;
}

function Parts({ viewer }: { viewer: Viewer }) {
  const t = useText();
  const [state, again] = useQuery({ query: mySecurity, requestPolicy: 'network-only' });
  const reload = () => again({ requestPolicy: 'network-only' });
  return (
    <Page title={t('security.title')} overline={viewer.person.displayName}>
      <MineNav />
      <Loaded state={state} onRetry={reload}>
        {({ viewer: me }) =>
          me && (
            <div className="bdg-security">
              {me.security.isSecondFactorRequired && !me.security.hasTotp && me.security.passkeys.length === 0 && (
                <Notice look="warning" title={t('security.needed')}>
                  <p>{t('security.neededText')}</p>
                </Notice>
              )}
              <AppFactor security={me.security} onChange={reload} />
              <Passkeys security={me.security} onChange={reload} />
              <Password hasPassword={me.security.hasPassword} email={me.email} onChange={reload} />
              {me.security.ssoIdentities.length > 0 && (
                <section aria-labelledby="werkgever">
                  <Heading level={2} id="werkgever">
                    {t('security.sso')}
                  </Heading>
                  <ul>
                    {me.security.ssoIdentities.map(({ since, provider }) => (
                      <li key={provider.id}>
                        {provider.name}{' '}
                        <span className="bdg-soft">
                          {t('security.since')} <DateTime value={since} form="plain" />
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <OwnAddress email={me.email} hasPassword={me.security.hasPassword} />
              <Sessions security={me.security} onChange={reload} />
              <Tokens security={me.security} onChange={reload} />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
