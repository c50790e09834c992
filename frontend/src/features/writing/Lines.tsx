import type { ReactNode } from 'react';
import type { UserError } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { errorInLine, placeOf } from './useDraft.ts';

export interface LinesProps<Line> {
  lines: readonly Line[];
  onChange: (lines: Line[]) => void;
  errors: readonly UserError[];
}

interface FrameProps<Line> extends LinesProps<Line> {
  /** Path into the input: `buyers`, or `agenda.0.speakers` within another list. */
  name: string;
  legend: string;
  help?: string;
  add: string;
  /** Says which line goes. */
  remove: (line: Line) => string;
  /** Their order counts: says which line moves. */
  moveUp?: (line: Line) => string;
  empty: Line;
  children: (line: Line, change: (patch: Partial<Line>) => void, error: (part: string) => string | undefined, index: number) => ReactNode;
}

/** A list of things with some fields each. */
export function Lines<Line extends object>(props: FrameProps<Line>) {
  const { name, legend, help, add, remove, moveUp, empty, lines, onChange, errors, children } = props;
  const t = useText();
  const swapped = (index: number) => lines.map((one, at) => lines[at === index ? index - 1 : at === index - 1 ? index : at] ?? one);
  return (
    <fieldset className="bdg-rows" id={placeOf(name)}>
      <legend>{legend}</legend>
      {help && <div className="utrecht-form-field-description">{help}</div>}
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line has no other name; its fields hold no state of their own
        <div className="bdg-row" key={index} role="group" aria-label={`${legend} ${index + 1}`}>
          {children(
            line,
            (patch) => onChange(lines.map((one, at) => (at === index ? { ...one, ...patch } : one))),
            (part) => errorInLine(errors, name, index, part),
            index,
          )}
          <div className="bdg-row__tools">
            {moveUp && index > 0 && (
              <Button look="subtle" aria-label={moveUp(line)} onClick={() => onChange(swapped(index))}>
                {t('writing.moveUp')}
              </Button>
            )}
            <Button look="subtle" aria-label={remove(line)} onClick={() => onChange(lines.filter((_, at) => at !== index))}>
              {t('writing.removeLine')}
            </Button>
          </div>
        </div>
      ))}
      <Button onClick={() => onChange([...lines, empty])}>{add}</Button>
    </fieldset>
  );
}
