import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { PersonPageQuery, Stance } from '../../graphql/generated/graphql.ts';
import { useSession } from '../../graphql/SessionProvider.tsx';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { paths } from '../../routes/paths.ts';
import { NotFoundPage } from '../../shell/NotFoundPage.tsx';
import { Article, Section } from '../../ui/Article.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Link } from '../../ui/Link.tsx';
import { List, ListItem } from '../../ui/List.tsx';
import { MoreOf } from '../../ui/MoreOf.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/States.tsx';
import { Tag, Tags } from '../../ui/Tag.tsx';
import { AskIntroduction } from '../contacts/AskIntroduction.tsx';
import { PilotCard } from '../pilots/PilotCard.tsx';
import { MoreLikeThis } from '../search/MoreLikeThis.tsx';
import './people.css';

const personPage = graphql(`
  query PersonPage($id: ID!) {
    node(id: $id) {
      id
      ... on Person {
        displayName
        jobTitle
        about
        seeking
        offering
        municipality {
          id
          name
          slug
        }
        affiliations {
          jobTitle
          from
          until
          municipality { id name slug }
        }
        themes {
          slug
          label
        }
        recognitions {
          stance
          note
          challenge {
            id
            slug
            question
          }
        }
        pilots(first: 20) {
          totalCount
          edges {
            node {
              id
              ...PilotCard
            }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

const morePilotsOfPerson = graphql(`
  query MorePilotsOfPerson($id: ID!, $after: String!) {
    node(id: $id) {
      __typename
      id
      ... on Person {
        pilots(first: 20, after: $after) {
          totalCount
          edges { node { id ...PilotCard } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`);

type Person = Extract<NonNullable<PersonPageQuery['node']>, { displayName: string }>;

const route = getRouteApi('/mensen/$id');

export function PersonPage() {
  const { id } = route.useParams();
  return <PersonById key={id} id={id} />;
}

function PersonById({ id }: { id: string }) {
  const [state, again] = useQuery({ query: personPage, variables: { id } });
  return (
    <Loaded isPage state={state} onRetry={() => again({ requestPolicy: 'network-only' })}>
      {({ node }) => (node && 'displayName' in node ? <PersonArticle person={node} /> : <NotFoundPage />)}
    </Loaded>
  );
}

function PersonArticle({ person }: { person: Person }) {
  const t = useText();
  const { viewer, isLoading } = useSession();
  const { municipality, jobTitle, themes, pilots, recognitions } = person;
  const isMe = viewer?.person.id === person.id;
  return (
    <Page title={person.displayName} crumbs={[{ label: t('shell.people'), href: paths.people() }]}>
      <Article
        head={
          <>
            <p className="utrecht-paragraph utrecht-paragraph--lead" lang="nl">
              {jobTitle && `${jobTitle}, `}
              <Link href={paths.municipality(municipality.slug)}>{municipality.name}</Link>
            </p>
            {themes.length > 0 && (
              <Tags>
                {themes.map((theme) => (
                  <Tag key={theme.slug} href={paths.search({ thema: [theme.slug] })}>
                    {theme.label}
                  </Tag>
                ))}
              </Tags>
            )}
            {!isLoading && (
              <div data-print="no">
                {isMe ? (
                  <Link href={paths.myProfile()} look="button">
                    {t('people.editMine')}
                  </Link>
                ) : (
                  <AskIntroduction personId={person.id} name={person.displayName} />
                )}
              </div>
            )}
          </>
        }
      >
        <Told title={t('people.about')} text={person.about} />
        <Told title={t('people.seeking')} text={person.seeking} />
        <Told title={t('people.offering')} text={person.offering} />
        {!viewer && !isLoading && <p className="bdg-soft">{t('people.moreSignedIn')}</p>}
        <Before affiliations={person.affiliations} />
        {recognitions.length > 0 && (
          <Section title={t('people.challenges')}>
            <Recognised recognitions={recognitions} />
          </Section>
        )}
        {pilots.edges.length > 0 && (
          <Section title={t('people.pilots')}>
            <List>
              {pilots.edges.map(({ node }) => (
                <ListItem key={node.id}>
                  <PilotCard pilot={node} level={3} />
                </ListItem>
              ))}
            </List>
            <MoreOf list={pilots} query={morePilotsOfPerson} id={person.id} />
          </Section>
        )}
      </Article>
      <MoreLikeThis id={person.id} sort="profile" />
    </Page>
  );
}

/** What a person wrote about themself; left out when they did not, or when the viewer may not read it. */
function Told({ title, text }: { title: string; text: string | null }) {
  if (!text?.trim()) return null;
  return (
    <Section title={title}>
      <p className="bdg-person__told" lang="nl">
        {text}
      </p>
    </Section>
  );
}

/** Where somebody worked before; the present place stands at the top. */
function Before({ affiliations }: { affiliations: Person['affiliations'] }) {
  const t = useText();
  const ended = affiliations.filter(({ until }) => until !== null);
  if (ended.length === 0) return null;
  return (
    <Section title={t('people.before')}>
      <ul className="bdg-person__before">
        {ended.map(({ jobTitle, from, until, municipality }) => (
          <li key={`${municipality.id} ${from}`}>
            <span lang="nl">
              {jobTitle && `${jobTitle}, `}
              <Link href={paths.municipality(municipality.slug)}>{municipality.name}</Link>
            </span>
            <div className="bdg-soft">
              <DateTime value={from} form="plain" /> – {until && <DateTime value={until} form="plain" />}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const stances = ['SOLVED', 'FACING_NOW', 'EXPECTING'] as const satisfies readonly Stance[];

/** Challenges by stance; what was solved first, because that is what others come for. */
function Recognised({ recognitions }: { recognitions: Person['recognitions'] }) {
  const t = useText();
  return stances.map((stance) => {
    const ofStance = recognitions.filter((one) => one.stance === stance);
    if (ofStance.length === 0) return null;
    return (
      <section key={stance} className="bdg-person__stance">
        <Heading level={3} size={4}>
          {t(`stance.${stance}`)}
        </Heading>
        <ul>
          {ofStance.map(({ challenge, note }) => (
            <li key={challenge.id}>
              <Link href={paths.challenge(challenge.slug)} lang="nl">
                {challenge.question}
              </Link>
              {note && (
                <div className="bdg-soft" lang="nl">
                  {note}
                </div>
              )}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
