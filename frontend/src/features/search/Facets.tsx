import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import type { FacetField } from '../../graphql/generated/graphql.ts';
import { type MessageKey, nl } from '../../i18n/messages.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { toggled } from '../../lib/search-values.ts';
import { domainWords, kindWords, stageWords } from '../../routes/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Fieldset } from '../../ui/Fieldset.tsx';
import { Chip } from '../../ui/Tag.tsx';
import { type FacetParam, type SearchParams, countFilters, withoutFilters } from './params.ts';

const facetGroup = graphql(`
  fragment FacetGroup on Facet {
    field
    buckets {
      value
      label
      count
    }
  }
`);

type Facet = FragmentType<typeof facetGroup>;

const paramOf: Record<FacetField, FacetParam> = {
  KIND: 'soort',
  THEME: 'thema',
  MUNICIPALITY: 'gemeente',
  PROVINCE: 'provincie',
  STAGE: 'fase',
  DOMAIN: 'domein',
  YEAR: 'jaar',
};

const order: FacetField[] = ['KIND', 'THEME', 'STAGE', 'DOMAIN', 'MUNICIPALITY', 'PROVINCE', 'YEAR'];

const words: Partial<Record<FacetParam, { prefix: string; words: Record<string, string> }>> = {
  soort: { prefix: 'kind', words: kindWords },
  fase: { prefix: 'stage', words: stageWords },
  domein: { prefix: 'domain', words: domainWords },
};

/** From a bucket's value to the word in the address. */
const wordOf = (param: FacetParam, value: string) => words[param]?.words[value] ?? value;

/** What a chosen word is called: in the reader's language, or as the index names it. */
export function useFacetLabel() {
  const t = useText();
  return (param: FacetParam, word: string, facets: readonly Facet[]): string => {
    const known = words[param];
    if (known) {
      const value = Object.keys(known.words).find((one) => known.words[one] === word);
      const key = `${known.prefix}.${value}`;
      if (key in nl) return t(key as MessageKey);
    }
    for (const facet of facets.map((one) => readFragment(facetGroup, one))) {
      const bucket = paramOf[facet.field] === param ? facet.buckets.find((one) => one.value === word) : undefined;
      if (bucket) return bucket.label;
    }
    return word;
  };
}

interface FacetsProps {
  facets: readonly Facet[];
  params: SearchParams;
  go: (next: SearchParams) => void;
}

/** Filters with counts. Beside the results; on a phone folded above them. */
export function Facets({ facets, params, go }: FacetsProps) {
  const t = useText();
  const labelOf = useFacetLabel();
  const groups = facets
    .map((facet) => readFragment(facetGroup, facet))
    .filter((group) => group.buckets.length > 0)
    .toSorted((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
  if (groups.length === 0) return null;
  const chosen = countFilters(params);
  return (
    <details className="bdg-facets" open={window.matchMedia('(min-width: 60rem)').matches || undefined}>
      <summary>{chosen > 0 ? t('search.filtersChosen', { count: chosen }) : t('search.filters')}</summary>
      {groups.map((group) => {
        const param = paramOf[group.field];
        const current = params[param];
        const boxes = group.buckets.map((bucket) => {
          const word = wordOf(param, bucket.value);
          return (
            <Checkbox
              key={bucket.value}
              label={
                <>
                  {words[param] ? labelOf(param, word, facets) : bucket.label} <span className="bdg-soft bdg-number">{bucket.count}</span>
                </>
              }
              checked={current?.includes(word) ?? false}
              onChange={() => go({ ...params, [param]: toggled(current, word) })}
            />
          );
        });
        return (
          <Fieldset key={group.field} legend={t(`search.by.${group.field}`)}>
            {boxes.slice(0, 8)}
            {boxes.length > 8 && (
              <details open={group.buckets.slice(8).some((bucket) => current?.includes(wordOf(param, bucket.value))) || undefined}>
                <summary>{t('search.moreOfThese', { count: boxes.length - 8 })}</summary>
                {boxes.slice(8)}
              </details>
            )}
          </Fieldset>
        );
      })}
    </details>
  );
}

interface ChosenFacetsProps {
  params: SearchParams;
  go: (next: SearchParams) => void;
  labelOf: (param: FacetParam, value: string) => string;
}

/** What is chosen, as chips that take it away again. */
export function ChosenFacets({ params, go, labelOf }: ChosenFacetsProps) {
  const t = useText();
  const chosen = Object.values(paramOf).flatMap((param) => (params[param] ?? []).map((value) => ({ param, value })));
  if (chosen.length === 0) return null;
  return (
    <div className="bdg-tags bdg-search-page__chips" data-print="no">
      {chosen.map(({ param, value }) => {
        const label = labelOf(param, value);
        return (
          <Chip
            key={`${param} ${value}`}
            label={t('search.remove', { label })}
            onRemove={() => go({ ...params, [param]: toggled(params[param], value) })}
          >
            {label}
          </Chip>
        );
      })}
      {chosen.length > 1 && (
        <Button look="subtle" onClick={() => go(withoutFilters(params))}>
          {t('search.clearAll')}
        </Button>
      )}
    </div>
  );
}
