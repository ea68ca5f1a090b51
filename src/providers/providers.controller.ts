import { Body, Controller, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, Allows, By } from '../access/index.js';
import { Database, fixed } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import { DescribesProblems, pageOf, problem, readCursor, ParseId } from '../web/index.js';
import { DirectoryEntry } from './directory-entry.entity.js';
import {
  CapInput,
  DirectoryQuery,
  EducatorInput,
  PoolInput,
  ProviderChanges,
  ProviderInput,
  ProviderQuery,
  SiteInput,
} from './provider.dto.js';
import {
  CapListView,
  CapView,
  capView,
  directoryEntryView,
  DirectoryListView,
  EducatorListView,
  EducatorView,
  educatorView,
  PoolListView,
  PoolView,
  poolView,
  ProviderListView,
  ProviderView,
  providerView,
  SiteListView,
  SiteView,
  siteView,
} from './provider.views.js';
import type { Provider } from './provider.entity.js';
import { mayReadEducators, ownedWithin } from './provider.policy.js';
import { ProvidersRepository } from './providers.repository.js';
import { type ProviderRefusal, ProvidersService } from './providers.service.js';

@ApiTags('providers')
@Controller('api/v1')
export class ProvidersController {
  constructor(
    @Inject(ProvidersService) private readonly service: ProvidersService,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Database) private readonly database: Database,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  @Get('providers')
  @Allows('providers.read')
  @ApiOperation({ summary: 'Providers by name' })
  @ApiOkResponse({ type: ProviderListView })
  @DescribesProblems(400)
  async list(
    @By() actor: Actor,
    @Query() { type, name, limit, cursor }: ProviderQuery,
  ): Promise<ProviderListView> {
    const after = readCursor(cursor, ['string', 'string']);
    const filter = { ...(type ? { type } : {}), ...(name ? { name: textKey(name) } : {}) };
    const page = pageOf(await this.providers.list(filter, limit, after), limit, (row) => [
      row.nameKey,
      row.id,
    ]);
    return { items: page.items.map((row) => providerView(row, actor)), next: page.next };
  }

  @Post('providers')
  @Allows('providers.create')
  @ApiOperation({ summary: 'Adds a provider' })
  @ApiCreatedResponse({ type: ProviderView })
  @DescribesProblems(400, 422)
  async create(@By() actor: Actor, @Body() input: ProviderInput): Promise<ProviderView> {
    const { row, warnings } = unwrap(await this.service.createProvider(input, actor));
    return providerView(row, actor, warnings);
  }

  @Get('providers/:id')
  @Allows('providers.read')
  @ApiOperation({ summary: 'One provider' })
  @ApiOkResponse({ type: ProviderView })
  @DescribesProblems(404)
  async read(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<ProviderView> {
    return providerView(await this.find(id), actor);
  }

  @Patch('providers/:id')
  @Allows('providers.edit')
  @ApiOperation({ summary: 'Changes a provider; what is left out stays' })
  @ApiOkResponse({ type: ProviderView })
  @DescribesProblems(400, 404, 422)
  async change(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() changes: ProviderChanges,
  ): Promise<ProviderView> {
    const { row, warnings } = unwrap(await this.service.changeProvider(id, changes, actor));
    return providerView(row, actor, warnings);
  }

  @Get('providers/:id/sites')
  @Allows('providers.read')
  @ApiOperation({ summary: 'Sites of a provider' })
  @ApiOkResponse({ type: SiteListView })
  @DescribesProblems(404)
  async sites(@Param('id', ParseId) id: string): Promise<SiteListView> {
    await this.find(id);
    return { items: (await this.providers.sitesOf(id)).map(siteView) };
  }

  @Post('providers/:id/sites')
  @Allows('providers.edit')
  @ApiOperation({ summary: 'Adds a site; its authority, ICB and region follow from the postcode' })
  @ApiCreatedResponse({ type: SiteView })
  @DescribesProblems(400, 404, 422)
  async addSite(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() input: SiteInput,
  ): Promise<SiteView> {
    return siteView(unwrap(await this.service.addSite(id, input, actor)).row);
  }

  @Get('providers/:id/educators')
  @Allows('educators.read')
  @ApiOperation({ summary: 'Practice educators of a provider' })
  @ApiOkResponse({ type: EducatorListView })
  @DescribesProblems(404)
  async educators(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<EducatorListView> {
    if (!mayReadEducators(actor, id).isAllowed) throw noProvider();
    await this.find(id);
    return { items: (await this.providers.educatorsOf(id)).map(educatorView) };
  }

  @Post('providers/:id/educators')
  @Allows('providers.edit')
  @ApiOperation({ summary: 'Adds a practice educator' })
  @ApiCreatedResponse({ type: EducatorView })
  @DescribesProblems(400, 404, 422)
  async addEducator(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() input: EducatorInput,
  ): Promise<EducatorView> {
    return educatorView(unwrap(await this.service.addEducator(id, input, actor)).row);
  }

  @Get('supervision-pools')
  @Allows('supervision.read')
  @ApiOperation({ summary: 'Supervision pools of your provider; all of them for a coordinator' })
  @ApiOkResponse({ type: PoolListView })
  async pools(@By() actor: Actor): Promise<PoolListView> {
    const within = ownedWithin(actor, 'supervision.read', fixed('pool.provider_id'));
    return { items: (await this.providers.pools(within)).map(poolView) };
  }

  @Post('providers/:id/supervision-pools')
  @Allows('providers.edit')
  @ApiOperation({ summary: 'Adds a supervision pool' })
  @ApiCreatedResponse({ type: PoolView })
  @DescribesProblems(400, 404, 422)
  async addPool(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() input: PoolInput,
  ): Promise<PoolView> {
    return poolView(unwrap(await this.service.addPool(id, input, actor)).row);
  }

  @Get('learner-caps')
  @Allows('supervision.read')
  @ApiOperation({ summary: 'How many learners providers and sites host at once, at most' })
  @ApiOkResponse({ type: CapListView })
  async caps(@By() actor: Actor): Promise<CapListView> {
    const within = ownedWithin(actor, 'supervision.read', fixed('cap.provider_id'));
    return { items: (await this.providers.caps(within)).map(capView) };
  }

  @Put('providers/:id/learner-cap')
  @Allows('providers.edit')
  @ApiOperation({ summary: 'Sets the cap of a provider or of one of its sites' })
  @ApiOkResponse({ type: CapView })
  @DescribesProblems(400, 404, 422)
  async setCap(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() input: CapInput,
  ): Promise<CapView> {
    return capView(unwrap(await this.service.setCap(id, input, actor)).row);
  }

  @Get('directory-entries')
  @Allows('providers.read')
  @ApiOperation({ summary: 'Locations of the care directory: unclaimed, and offering nothing' })
  @ApiOkResponse({ type: DirectoryListView })
  @DescribesProblems(400)
  async directory(@Query() { name, postcode, limit, cursor }: DirectoryQuery): Promise<DirectoryListView> {
    const after = readCursor(cursor, ['string', 'string']);
    const located = postcode ? this.gazetteer.locate(postcode) : undefined;
    if (located && !located.ok) {
      const { found, wanted } = located.refusal;
      throw problem(400, 'Please check postcode.', {
        errors: [{ field: 'postcode', message: `found ${found}, wanted ${wanted}` }],
      });
    }
    const filter = {
      ...(name ? { name: textKey(name) } : {}),
      ...(located ? { district: located.value.district } : {}),
    };
    const page = pageOf(await this.providers.directory(filter, limit, after), limit, (row) => [
      row.nameKey,
      row.id,
    ]);
    const entries = await this.database.reader.findBy(
      DirectoryEntry,
      page.items.map(({ id }) => ({ cqcLocationId: id })),
    );
    const byId = new Map(entries.map((entry) => [entry.cqcLocationId, entry]));
    return {
      items: page.items.flatMap(({ id }) => {
        const entry = byId.get(id);
        return entry ? [directoryEntryView(entry)] : [];
      }),
      next: page.next,
    };
  }

  private async find(id: string): Promise<Provider> {
    const provider = await this.providers.provider(id);
    if (!provider) throw noProvider();
    return provider;
  }
}

function unwrap<Value>(result: { ok: true; value: Value } | { ok: false; refusal: ProviderRefusal }): Value {
  if (result.ok) return result.value;
  if (result.refusal === 'not-found') throw noProvider();
  const fields = result.refusal.map((fault) => fault.field).join(', ');
  throw problem(422, `Please check ${fields}.`, { errors: result.refusal });
}

function noProvider() {
  return problem(404, 'There is no such provider.');
}
