import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { Viewer } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { MineNav } from '../mine/MineNav.tsx';
import { Consents } from './Consents.tsx';
import { DeleteAccount } from './DeleteAccount.tsx';
import { ExportData } from './ExportData.tsx';
import './data.css';

const myData = graphql(`
  query MyData {
    viewer {
      email
      consents {
        purpose
        isGiven
        text
        textVersion
        changedAt
      }
    }
  }
`);

/** One's rights under the AVG: take along, agree or not, leave. */
export function DataPage() {
  const t = useText();
  return <SignedIn title={t('data.title')}>{(viewer) => <Parts viewer={viewer} />}</SignedIn>;
}

function Parts({ viewer }: { viewer: Viewer }) {
  const t = useText();
  const [state, again] = useQuery({ query: myData, requestPolicy: 'network-only' });
  const reload = () => again({ requestPolicy: 'network-only' });
  return (
    <Page title={t('data.title')} overline={viewer.person.displayName}>
      <MineNav />
      <Loaded state={state} onRetry={reload}>
        {({ viewer: me }) =>
          me && (
            <div className="bdg-data">
              <ExportData />
              <Consents consents={me.consents} onChange={reload} />
              <DeleteAccount email={me.email} />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
