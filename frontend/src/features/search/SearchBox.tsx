import { useRouter } from '@tanstack/react-router';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import type { SuggestQuery } from '../../graphql/generated/graphql.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { pathOf, paths } from '../../routes/paths.ts';
import { reportSubmitted } from './reporting.ts';
import './search.css';

const suggest = graphql(`
  query Suggest($prefix: String!) {
    suggest(prefix: $prefix, first: 8, queries: true) {
      text
      alsoCalled
      kind
      nodeId
    }
  }
`);

const suggestedNode = graphql(`
  query SuggestedNode($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Pilot { slug }
      ... on MeetingReport { slug }
      ... on WorkshopOutcome { slug }
      ... on Challenge { slug }
      ... on Meeting { slug }
      ... on Municipality { slug }
      ... on Theme { slug }
    }
  }
`);

type Suggested = SuggestQuery['suggest'][number];

interface SearchBoxProps {
  size?: 'large' | 'small';
  initial?: string;
  /** Default: to the search page, with nothing else chosen. */
  onSearch?: (query: string) => void;
}

/** The search box: a combobox. Enter searches; a suggestion opens the thing itself, or searches for its words. */
export function SearchBox({ size = 'large', initial = '', onSearch }: SearchBoxProps) {
  const t = useText();
  const id = useId();
  const router = useRouter();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(initial);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const prefix = useSettled(text.trim(), 150);
  const [{ data }] = useQuery({ query: suggest, variables: { prefix }, pause: !isOpen || prefix.length < 2 });
  const options: readonly Suggested[] = isOpen && text.trim().length >= 2 && data ? data.suggest.filter(saysMore) : [];
  const chosen = options[at];

  const [lastInitial, setLastInitial] = useState(initial);
  if (lastInitial !== initial) {
    setLastInitial(initial);
    setText(initial);
  }

  function search(event: FormEvent) {
    event.preventDefault();
    setOpen(false);
    if (chosen) {
      void open(chosen);
      return;
    }
    reportSubmitted(client, text.trim());
    searchFor(text.trim());
  }

  function searchFor(query: string) {
    if (onSearch) onSearch(query);
    else router.history.push(paths.search({ q: query }));
  }

  async function open(option: Suggested) {
    setOpen(false);
    if (option.kind === 'QUERY') {
      setText(option.text);
      setAt(-1);
      searchFor(option.text);
      return;
    }
    const answer = await client.query(suggestedNode, { id: option.nodeId }).toPromise();
    const node = answer.data?.node;
    if (node?.__typename === 'Theme') router.history.push(paths.search({ thema: node.slug }));
    else if (node && node.__typename !== 'Introduction') router.history.push(pathOf(node));
    else router.history.push(paths.search({ q: option.text }));
  }

  function steer(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      setOpen(false);
      setAt(-1);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length > 0) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // One place more than there are options: "none", where Enter searches for what was typed.
      setAt(((at + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    }
  }

  const hasOptions = options.length > 0;
  return (
    <search className={`bdg-search bdg-search--${size}`}>
      <form action={paths.search()} onSubmit={search}>
        <label className="bdg-hidden" htmlFor={id}>
          {t('search.label')}
        </label>
        <input
          ref={input}
          id={id}
          data-search
          type="search"
          name="q"
          className="utrecht-textbox utrecht-textbox--html-input"
          placeholder={size === 'large' ? t('search.example') : t('search.short')}
          autoComplete="off"
          enterKeyHint="search"
          role="combobox"
          aria-expanded={hasOptions}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${at}` : undefined}
          aria-keyshortcuts="/"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onKeyDown={steer}
          onBlur={() => setOpen(false)}
        />
        <button type="submit" className={`utrecht-button ${size === 'large' ? 'utrecht-button--primary-action' : 'utrecht-button--secondary-action'}`}>
          {t('search.submit')}
        </button>
      </form>
      <div id={`${id}-list`} role="listbox" aria-label={t('search.suggestions')} className="bdg-search__list" hidden={!hasOptions}>
        {options.map((option, index) => (
          // The keyboard works on the input (aria-activedescendant), as the combobox pattern asks.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={`${option.kind} ${option.text} ${option.nodeId}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => void open(option)}
          >
            <span>{option.alsoCalled ? `${option.text} (${option.alsoCalled})` : option.text}</span> <span className="bdg-soft">{t(`kind.${option.kind}`)}</span>
          </div>
        ))}
      </div>
      <span className="bdg-hidden" role="status">
        {hasOptions ? t('search.suggested', { count: options.length }) : ''}
      </span>
    </search>
  );
}

/** Words to search for that are the very title of something in the list lead a longer way to it. */
function saysMore(one: Suggested, _at: number, all: readonly Suggested[]): boolean {
  const isSame = ({ kind, text }: Suggested) => kind !== 'QUERY' && text.localeCompare(one.text, 'nl', { sensitivity: 'base' }) === 0;
  return one.kind !== 'QUERY' || !all.some(isSame);
}

/** The value once it has not changed for a moment. */
function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
