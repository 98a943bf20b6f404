-- Entries, what was decided about them, and what was served.
-- Everything here can be thrown away and rebuilt from the log.

-- The role under which the gateway reads. It sees one tenant: the one named by the setting recurra.tenant.
do $$
begin
    create role recurra_tenant nologin;
exception
    when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema recurra to recurra_tenant;

-- The connecting user takes the role for each read, so it has to be a member of it.
do $$
begin
    execute format('grant recurra_tenant to %I', current_user);
exception
    when insufficient_privilege or invalid_grant_operation then
        raise notice 'recurra_tenant is not granted to %: grant it by hand to the user of the gateway', current_user;
end
$$;

create table entry (
    tenant_id            text        not null,
    entry_id             uuid        not null,
    exact_key            bytea       not null check (octet_length(exact_key) = 32),
    scope_key            bytea       not null check (octet_length(scope_key) = 32),
    normalized_key       bytea                check (octet_length(normalized_key) = 32),
    interaction_id       uuid        not null,
    model                text        not null,
    answered_model       text        not null,
    provider             text        not null,
    canonical_request    text        not null,
    question             text,
    answer               bytea       not null,
    answer_digest        bytea       not null check (octet_length(answer_digest) = 32),
    prompt_tokens        bigint,
    completion_tokens    bigint,
    cached_prompt_tokens bigint,
    cost_nano_usd        bigint,
    answered_at          timestamptz not null,
    expires_at           timestamptz,
    primary key (tenant_id, entry_id)
);

comment on column entry.answer is 'The recorded answer: Avro, compressed with Zstandard.';
comment on column entry.question is
    'The text of the last user message, where there is one. For search only: what Postgres cannot keep in a text is replaced.';

create index entry_by_age on entry (tenant_id, answered_at desc);
create index entry_by_time on entry (answered_at desc, tenant_id desc, entry_id desc);
create index entry_by_model on entry (tenant_id, model, answered_at desc);
create index entry_question on entry using gin (to_tsvector('simple', coalesce(left(question, 100000), '')));

-- The newest time up to which an entry's answers must not be served. Kept although the entry is gone,
-- so that a late or replayed interaction does not bring it back.
create table entry_invalidation (
    tenant_id      text        not null,
    entry_id       uuid        not null,
    invalidated_at timestamptz not null,
    actor          text        not null,
    reason         text,
    primary key (tenant_id, entry_id)
);

-- Entries that may be shown and served. An answer and its invalidation that were written by two transactions at the same
-- time did not see each other: the row then stays in "entry", and it must not come out here.
create view standing_entry with (security_invoker = true) as
select entry.*
from entry
where not exists (
    select from entry_invalidation
    where entry_invalidation.tenant_id = entry.tenant_id
      and entry_invalidation.entry_id = entry.entry_id
      and entry_invalidation.invalidated_at >= entry.answered_at);

-- One row per request served, thirty days long.
create table served_request (
    event_id             uuid primary key,
    tenant_id            text             not null,
    occurred_at          timestamptz      not null,
    request_id           text             not null,
    traceparent          text,
    exact_key            bytea            not null check (octet_length(exact_key) = 32),
    model                text             not null,
    provider             text,
    outcome              text             not null,
    stream               boolean          not null,
    status               integer          not null,
    error_code           text,
    entry_id             uuid,
    candidate_entry_id   uuid,
    score                double precision,
    threshold            double precision,
    guards_passed        text[],
    veto                 text,
    degraded             text[]           not null,
    prompt_tokens        bigint,
    completion_tokens    bigint,
    cached_prompt_tokens bigint,
    spent_nano_usd       bigint,
    saved_nano_usd       bigint,
    latency_micros       bigint           not null,
    first_byte_micros    bigint           not null
);

comment on column served_request.outcome is 'EXACT, NORMALIZED, TEMPLATE, JOINED, MISS or FAILED.';

create index served_request_by_time on served_request (occurred_at);
create index served_request_by_tenant on served_request (tenant_id, occurred_at);

-- Effect and this row are written in one transaction: a second delivery changes nothing.
create table processed_event (
    consumer     text        not null,
    event_id     uuid        not null,
    processed_at timestamptz not null default now(),
    primary key (consumer, event_id)
);

create index processed_event_by_time on processed_event (processed_at);

grant select on entry, entry_invalidation, standing_entry to recurra_tenant;

alter table entry enable row level security;
create policy entry_of_tenant on entry for select to recurra_tenant
    using (tenant_id = current_setting('recurra.tenant', true));
create policy entry_for_services on entry for all to public
    using (current_user <> 'recurra_tenant') with check (current_user <> 'recurra_tenant');

alter table entry_invalidation enable row level security;
create policy entry_invalidation_of_tenant on entry_invalidation for select to recurra_tenant
    using (tenant_id = current_setting('recurra.tenant', true));
create policy entry_invalidation_for_services on entry_invalidation for all to public
    using (current_user <> 'recurra_tenant') with check (current_user <> 'recurra_tenant');
