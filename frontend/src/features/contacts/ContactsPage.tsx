import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Lead } from '../../ui/Text.tsx';
import { SignedIn } from '../account/SignedIn.tsx';
import { Introductions } from './Introductions.tsx';
import { Matches } from './Matches.tsx';
import './contacts.css';

const contactsPage = graphql(`
  query ContactsPage {
    viewer {
      person {
        id
        isMatchable
      }
      introductions(first: 50) {
        edges {
          node {
            id
            status
            direction
            counterpart { id }
            ...IntroductionLine
          }
        }
      }
    }
  }
`);

const contactsChallenge = graphql(`
  query ContactsChallenge($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Challenge { slug question }
    }
  }
`);

const route = getRouteApi('/contacten');

/** Who fits the viewer, and the introductions that came of it. */
export function ContactsPage() {
  const t = useText();
  const { vraagstuk } = route.useSearch();
  return (
    <SignedIn title={t('contacts.title')}>
      {() => (
        <Page title={t('contacts.title')}>
          <Lead>{t('contacts.intro')}</Lead>
          <Contacts challengeId={vraagstuk} />
        </Page>
      )}
    </SignedIn>
  );
}

function Contacts({ challengeId }: { challengeId: string | undefined }) {
  const t = useText();
  const [state, again] = useQuery({ query: contactsPage });
  return (
    <Loaded state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ viewer }) => {
        if (!viewer) return null;
        const nodes = viewer.introductions.edges.map(({ node }) => node);
        const waiting = nodes.filter(({ status }) => status === 'PENDING');
        const isAsked = waiting.some(({ direction }) => direction === 'INCOMING');
        const introductions = <Introductions introductions={nodes} />;
        return (
          <div className="bdg-contacts">
            {!viewer.person.isMatchable && <NotMatchable />}
            {/* Somebody waiting for an answer goes before people whom one might ask. */}
            {isAsked && introductions}
            <section aria-labelledby="matches">
              <Heading level={2} id="matches">
                {challengeId ? t('contacts.matchesFor') : t('contacts.matches')}
              </Heading>
              {challengeId && <OfChallenge id={challengeId} />}
              <Matches challengeId={challengeId} waitingFor={new Set(waiting.map(({ counterpart }) => counterpart.id))} />
            </section>
            {!isAsked && introductions}
          </div>
        );
      }}
    </Loaded>
  );
}

function NotMatchable() {
  const t = useText();
  return (
    <Notice title={t('contacts.notMatchable')}>
      <p>{t('contacts.notMatchableText')}</p>
      <p>
        <Link href={paths.myProfile()}>{t('contacts.toProfile')}</Link>
      </p>
    </Notice>
  );
}

function OfChallenge({ id }: { id: string }) {
  const t = useText();
  const [{ data }] = useQuery({ query: contactsChallenge, variables: { id } });
  const challenge = data?.node?.__typename === 'Challenge' ? data.node : null;
  return (
    <p className="bdg-contacts__of">
      {challenge && (
        <>
          {t('contacts.forChallenge')}{' '}
          <Link href={paths.challenge(challenge.slug)} lang="nl">
            {challenge.question}
          </Link>{' '}
        </>
      )}
      <Link href={paths.contacts()}>{t('contacts.allMatches')}</Link>
    </p>
  );
}
