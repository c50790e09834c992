import type { ReactNode } from 'react';
import { Heading } from './Heading.tsx';

interface NoticeProps {
  look?: 'info' | 'ok' | 'warning' | 'error';
  title?: string;
  children?: ReactNode;
  /** Read out at once; for the answer to something that the person just did. */
  isUrgent?: boolean;
}

export function Notice({ look = 'info', title, children, isUrgent = false }: NoticeProps) {
  return (
    <div className={`utrecht-alert utrecht-alert--${look} bdg-notice`} role={isUrgent ? 'alert' : 'status'}>
      <div className="utrecht-alert__content">
        {title && (
          <Heading level={2} size={4}>
            {title}
          </Heading>
        )}
        {children && <div className="utrecht-alert__message">{children}</div>}
      </div>
    </div>
  );
}
