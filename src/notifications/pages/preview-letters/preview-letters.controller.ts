import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By, scopeOf } from '../../../access/index.js';
import { type FoundRun, proposalsWithin, RunFinder, RunResults, RunShares } from '../../../matching/index.js';
import { pageOf, PageQuery, problem, readCursor, ParseId } from '../../../web/index.js';
import { type Addressee, LetterFacts } from '../../letter-facts.repository.js';
import type { Letter } from '../../rules/letter.js';
import { placementForStudent, placementsOffered } from '../../rules/letters.js';

const VIEWS = 'notifications/pages/preview-letters';
const LETTERS_A_PAGE = 40;

/**
 * The mails that publishing a run would send, before anybody is told. Names and addresses that are not for the reader are
 * left out: those of a provider's contact, and to a coordinator those of students.
 */
@ApiExcludeController()
@Allows('runs.publish')
@Controller('matching/:id/letters')
export class PreviewLettersController {
  constructor(
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunShares) private readonly shares: RunShares,
    @Inject(RunResults) private readonly results: RunResults,
    @Inject(LetterFacts) private readonly facts: LetterFacts,
  ) {}

  @Get()
  async providers(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { cursor }: PageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { run } = await this.publishable(id, actor);
    const [name = '', providerId = ''] = readCursor(cursor, ['string', 'string']) ?? [];
    const after = [String(name), String(providerId)] as const;
    const rows = await this.shares.providers(id, proposalsWithin(actor), LETTERS_A_PAGE, after);
    const { items, next } = pageOf(rows, LETTERS_A_PAGE, (row) => [row.name, row.providerId]);
    const address = `/matching/${id}/letters`;
    await reply.view(`${VIEWS}/letters.njk`, {
      run: { id, label: run.label },
      isToProviders: true,
      recipients: items.map((row) => ({
        href: `${address}/providers/${row.providerId}`,
        name: row.name,
        about: row.students,
      })),
      first: cursor ? address : null,
      next: next && `${address}?cursor=${next}`,
    });
  }

  @Get('students')
  async students(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { cursor }: PageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { run, reader } = await this.publishable(id, actor);
    const [after = ''] = readCursor(cursor, ['string']) ?? [];
    const told = await this.results.page(run, actor, 'placed', LETTERS_A_PAGE, String(after));
    const { items, next } = pageOf(told, LETTERS_A_PAGE, ({ proposal }) => [proposal.requestId]);
    const address = `/matching/${id}/letters/students`;
    await reply.view(`${VIEWS}/letters.njk`, {
      run: { id, label: run.label },
      isToProviders: false,
      recipients: items.map(({ proposal, match, hei }) => ({
        href: `${address}/${proposal.requestId}`,
        name: reader.knowsStudents ? match.studentRef : `A student of ${hei}`,
      })),
      first: cursor ? address : null,
      next: next && `${address}?cursor=${next}`,
    });
  }

  @Get('providers/:providerId')
  async toProvider(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('providerId', ParseId) providerId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    const facts = await this.facts.foreseenProvider(providerId, id, proposalsWithin(actor));
    if (!facts) throw problem(404, 'Nobody is placed there by this run.');
    const knowsContact = scopeOf(actor, 'providers.contact').reach === 'all';
    const letter = placementsOffered(knowsContact ? facts : { ...facts, contactName: null });
    const address = knowsContact ? facts.address : facts.address && 'the address they gave us';
    await this.show(reply, found, letter, { name: facts.providerName, address }, `/matching/${id}/letters`);
  }

  @Get('students/:requestId')
  async toStudent(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('requestId', ParseId) requestId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    const facts = await this.facts.foreseenStudent(requestId, id, proposalsWithin(actor));
    if (!facts) throw problem(404, 'There is no such student in this run.');
    const isKnown = found.reader.knowsStudents;
    const letter = placementForStudent(isKnown ? facts : { ...facts, givenName: '' });
    const to = isKnown
      ? { name: facts.name, address: facts.address }
      : { name: `A student of ${facts.heiName}`, address: facts.address && 'the address they gave us' };
    await this.show(reply, found, letter, to, `/matching/${id}/letters/students`);
  }

  private async show(
    reply: FastifyReply,
    { run }: FoundRun,
    letter: Letter,
    to: Addressee,
    backHref: string,
  ): Promise<void> {
    await reply.view(`${VIEWS}/letter.njk`, { run: { id: run.id, label: run.label }, letter, to, backHref });
  }

  /** @throws Problem 404 where the run is another's to publish, and 409 where it has no result */
  private async publishable(id: string, actor: Actor): Promise<FoundRun> {
    const found = await this.finder.findResult(id, actor);
    if (!found.canPublish) throw problem(404, 'There is no such run.');
    return found;
  }
}
