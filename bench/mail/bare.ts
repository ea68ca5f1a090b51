import { createTransport } from 'nodemailer';
import type { Mail } from '../../src/mail/index.js';
import type { QueueBackend } from '../../src/queue/index.js';

/** BullMQ and nodemailer with nothing between them. */
export interface BareMailing {
  /** Puts a job for each mail on the queue; resolves when the last one is done. */
  send(messageIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const JOBS_A_BULK = 200;
const QUEUE = 'bare-mail';

/** @param sample - what every mail says; each gets a Message-ID of its own */
export function openBareMailing(
  backend: QueueBackend,
  smtpUrl: string,
  sample: Mail,
  concurrency: number,
): BareMailing {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: concurrency,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const queue = backend.queue(QUEUE);
  const worker = backend.worker(
    QUEUE,
    async (job) => {
      await transport.sendMail({
        from: 'Fairplace <fairplace@localhost>',
        to: sample.to,
        subject: sample.subject,
        text: sample.text,
        html: sample.html,
        messageId: `<${(job.data as { messageId: string }).messageId}>`,
        ...(sample.calendar
          ? {
              icalEvent: {
                method: 'PUBLISH',
                filename: sample.calendar.fileName,
                content: sample.calendar.content,
              },
            }
          : {}),
      });
    },
    { concurrency },
  );
  worker.on('error', (error) => {
    throw error;
  });
  return {
    send: async (messageIds) => {
      let left = messageIds.length;
      const done = new Promise<void>((resolve, reject) => {
        const count = () => {
          left -= 1;
          if (left > 0) return;
          worker.off('completed', count);
          resolve();
        };
        worker.on('completed', count);
        worker.once('failed', (_job, error) => reject(error));
      });
      for (let start = 0; start < messageIds.length; start += JOBS_A_BULK) {
        await queue.addBulk(
          messageIds.slice(start, start + JOBS_A_BULK).map((messageId) => ({
            name: 'send',
            data: { messageId },
            opts: { jobId: `send_${messageId}`, attempts: 3, removeOnComplete: true },
          })),
        );
      }
      await done;
    },
    close: async () => {
      await worker.close();
      await queue.close();
      transport.close();
      await backend.close();
    },
  };
}
