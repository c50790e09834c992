import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { FieldTexts } from '../../ui/Field.tsx';
import { type Pick, PickMany } from './PickMany.tsx';

interface PickerProps extends FieldTexts {
  chosen: readonly Pick[];
  onChange: (chosen: Pick[]) => void;
  isSingle?: boolean;
}

const pickThemes = graphql(`
  query PickThemes {
    themes {
      slug
      label
    }
  }
`);

/** Themes, by slug. */
export function ThemePicker(props: PickerProps) {
  const [isActive, setActive] = useState(false);
  const [{ data }] = useQuery({ query: pickThemes, pause: !isActive });
  const options = (data?.themes ?? []).map(({ slug, label }) => ({ id: slug, label }));
  return <PickMany {...props} options={options} onActive={setActive} />;
}

const pickChallenges = graphql(`
  query PickChallenges($query: String!) {
    search(query: $query, filter: { kinds: [CHALLENGE] }, first: 8) {
      edges {
        node {
          __typename
          ... on Challenge { id slug question }
        }
      }
    }
  }
`);

/** Challenges, found as the search finds them; the newest ones before anything was typed. */
export function ChallengePicker(props: PickerProps) {
  // Every save lets go of all lists: asked for only while somebody chooses.
  const [isActive, setActive] = useState(false);
  const [text, setText] = useState('');
  const query = useSettled(text.trim());
  const [{ data }] = useQuery({ query: pickChallenges, variables: { query }, pause: !isActive });
  const options = (data?.search.edges ?? []).flatMap(({ node }) =>
    node.__typename === 'Challenge' ? [{ id: node.id, label: node.question }] : [],
  );
  return <PickMany {...props} isFound options={options} onType={setText} onActive={setActive} />;
}

const pickPeople = graphql(`
  query PickPeople($query: String!) {
    people(query: $query, first: 8) {
      edges {
        node {
          id
          displayName
          municipality { id name slug }
        }
      }
    }
  }
`);

/** People, found by the beginning of a name. */
export function PeoplePicker(props: PickerProps) {
  const [isActive, setActive] = useState(false);
  const [text, setText] = useState('');
  const query = useSettled(text.trim());
  const [{ data }] = useQuery({ query: pickPeople, variables: { query }, pause: !isActive || query.length < 2 });
  const found = query.length < 2 ? [] : (data?.people.edges ?? []);
  const options = found.map(({ node }) => ({ id: node.id, label: `${node.displayName} (${node.municipality.name})` }));
  return <PickMany {...props} options={options} onType={setText} onActive={setActive} />;
}

const pickMunicipality = graphql(`
  query PickMunicipality($query: String!) {
    municipalities(query: $query, first: 8) {
      edges {
        node {
          id
          code
          name
          slug
        }
      }
    }
  }
`);

/** One municipality, by its CBS code. */
export function MunicipalityPicker(props: PickerProps) {
  const [text, setText] = useState('');
  const query = useSettled(text.trim());
  const [{ data }] = useQuery({ query: pickMunicipality, variables: { query }, pause: query.length < 2 });
  const found = query.length < 2 ? [] : (data?.municipalities.edges ?? []);
  const options = found.map(({ node }) => ({ id: node.code, label: node.name }));
  return <PickMany {...props} isSingle options={options} onType={setText} />;
}

const pickPilots = graphql(`
  query PickPilots($query: String!) {
    search(query: $query, filter: { kinds: [PILOT] }, first: 8) {
      edges {
        node {
          __typename
          ... on Pilot { id slug title municipality { id name slug } }
        }
      }
    }
  }
`);

/** Published pilots, found as the search finds them. */
export function PilotPicker(props: PickerProps) {
  const [isActive, setActive] = useState(false);
  const [text, setText] = useState('');
  const query = useSettled(text.trim());
  const [{ data }] = useQuery({ query: pickPilots, variables: { query }, pause: !isActive || query.length < 2 });
  const found = query.length < 2 ? [] : (data?.search.edges ?? []);
  const options = found.flatMap(({ node }) =>
    node.__typename === 'Pilot' ? [{ id: node.id, label: `${node.title} (${node.municipality.name})` }] : [],
  );
  return <PickMany {...props} isFound options={options} onType={setText} onActive={setActive} />;
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 200);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
