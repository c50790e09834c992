import type { PilotStage } from '../graphql/generated/graphql.ts';
import { useText } from '../i18n/LanguageProvider.tsx';
import { classes } from './classes.ts';

const steps: PilotStage[] = ['IDEA', 'EXPLORATION', 'EXPERIMENT', 'EVALUATION', 'SCALING', 'PRODUCTION'];

/** A pilot's stage as a line of steps. A stopped pilot left the line; that is said, not hidden. */
export function StageSteps({ stage }: { stage: PilotStage }) {
  const t = useText();
  const shown = stage === 'STOPPED' ? [...steps, stage] : steps;
  const here = shown.indexOf(stage);
  return (
    <ol className={classes('bdg-steps', stage === 'STOPPED' && 'bdg-steps--stopped')} aria-label={t('pilots.stage')}>
      {shown.map((step, index) => (
        <li
          key={step}
          className={classes(index < here && stage !== 'STOPPED' && 'bdg-steps__done', index === here && 'bdg-steps__here')}
          aria-current={index === here ? 'step' : undefined}
        >
          <span>{t(`stage.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}
