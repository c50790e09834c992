import type { ReactNode } from 'react';

interface TableProps {
  /** Says what the table holds; for screen readers, because a heading stands above it. */
  caption: string;
  columns: readonly string[];
  /** The first cell of a row names the row. */
  rows: readonly (readonly ReactNode[])[];
}

/** A table that scrolls sideways in its own box when the screen is narrow. */
export function Table({ caption, columns, rows }: TableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div className="bdg-table" role="region" aria-label={caption} tabIndex={0}>
      <table className="utrecht-table utrecht-table--html-table">
        <caption className="bdg-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no other name, and keep their place
            <tr key={index}>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th key={columns[column]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[column]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
