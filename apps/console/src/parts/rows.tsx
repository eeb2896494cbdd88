import { Table } from '@mantine/core';
import { type ReactNode } from 'react';
import classes from './rows.module.css';

interface Row {
  readonly key: string;
  readonly cells: readonly ReactNode[];
}

interface RowsProps {
  readonly label: string;
  /** '' = a column of buttons, without a head. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Columns of numbers, which stand at the right. */
  readonly numbers?: readonly string[];
}

/** A table; where the window is narrow each row is a card with the columns' names beside the values. */
export function Rows({ label, columns, rows, numbers = [] }: RowsProps) {
  return (
    <Table className={classes.table ?? ''} aria-label={label} verticalSpacing="sm" horizontalSpacing="lg">
      <Table.Thead>
        <Table.Tr>
          {columns.map((column, index) => (
            <Table.Th key={index} ta={numbers.includes(column) ? 'right' : 'left'}>
              {column === '' ? <span className={classes.unseen}>Actions</span> : column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, cells }) => (
          <Table.Tr key={key}>
            {cells.map((cell, index) => (
              <Table.Td
                key={index}
                data-label={columns[index]}
                data-number={numbers.includes(columns[index] ?? '') || undefined}
                ta={numbers.includes(columns[index] ?? '') ? 'right' : 'left'}
              >
                {cell}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
