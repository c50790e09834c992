import { type FragmentType, graphql, readFragment } from '../../graphql/generated/index.ts';
import { useLanguage, useText } from '../../i18n/LanguageProvider.tsx';
import { Table } from '../../ui/Table.tsx';

const explained = graphql(`
  fragment Explained on SearchExplanation {
    factorOfShare
    exactTitle
    titleShare
    nearness
    factorOfFreshness
    factorOfStage
    factorOfCompleteness
    score
    concepts {
      typed
      rarity
      isByPieces
      contribution
      occurrences { words field count value }
    }
  }
`);

/** How the score of one result came about; for who edits. */
export function Explanation({ explanation, title }: { explanation: FragmentType<typeof explained>; title: string }) {
  const t = useText();
  const { language } = useLanguage();
  const { concepts, factorOfShare, exactTitle, titleShare, nearness, score, ...merit } = readFragment(explained, explanation);
  const number = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  const rest = [
    [t('search.explain.share'), factorOfShare < 1 ? `× ${number(factorOfShare)}` : ''],
    [t('search.explain.titleShare'), titleShare > 0 ? `+ ${number(titleShare)}` : ''],
    [t('search.explain.nearness'), nearness > 0 ? `+ ${number(nearness)}` : ''],
    [t('search.explain.freshness'), merit.factorOfFreshness > 1 ? `× ${number(merit.factorOfFreshness)}` : ''],
    [t('search.explain.stage'), merit.factorOfStage > 1 ? `× ${number(merit.factorOfStage)}` : ''],
    [t('search.explain.completeness'), merit.factorOfCompleteness > 1 ? `× ${number(merit.factorOfCompleteness)}` : ''],
    [t('search.explain.exactTitle'), exactTitle > 0 ? `+ ${number(exactTitle)}` : ''],
    [t('search.explain.score'), `= ${number(score)}`],
  ].filter(([, value]) => value !== '');
  return (
    <details className="bdg-hit__why" data-print="no">
      <summary>{t('search.explain')}</summary>
      <Table
        caption={t('search.explainOf', { title })}
        columns={[t('search.explain.word'), t('search.explain.where'), t('search.explain.rarity'), t('search.explain.adds')]}
        rows={[
          ...concepts.map((concept) => [
            <span key="typed" lang="nl">{concept.typed}</span>,
            <span key="where">
              {concept.isByPieces && `${t('search.explain.pieces')} `}
              {concept.occurrences.length === 0
                ? t('search.explain.nowhere')
                : concept.occurrences.map((one) => `${one.words} ${t(`search.explain.${one.field}`)} ${one.count}×`).join(', ')}
            </span>,
            <span key="rarity" className="bdg-number">{number(concept.rarity)}</span>,
            <span key="adds" className="bdg-number">{number(concept.contribution)}</span>,
          ]),
          ...rest.map(([label, value]) => [label, '', '', <span key="value" className="bdg-number">{value}</span>]),
        ]}
      />
    </details>
  );
}
