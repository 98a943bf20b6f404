-- The template index on pgvector. Applied only where the extension can be had.

create extension if not exists vector;

create table template_vector (
    tenant_id         text        not null,
    entry_id          uuid        not null,
    exact_key         bytea       not null check (octet_length(exact_key) = 32),
    scope_key         bytea       not null check (octet_length(scope_key) = 32),
    model             text        not null,
    model_family      text        not null,
    simhash           bigint      not null,
    embedding_model   text        not null,
    embedding_version text        not null,
    embedding         vector(384) not null,
    features_version  integer     not null,
    features          text        not null,
    interaction_at    timestamptz not null,
    primary key (tenant_id, entry_id)
);

comment on column template_vector.features is 'JSON. Not jsonb, which refuses \u0000 and is never asked anything here.';

-- Beside the other columns a vector would be moved out of the row, and comparing a scope would read it in pieces.
alter table template_vector alter column embedding set storage plain;

-- A scope is a conversation, a template or an application: mostly small, so the planner reads it by this index and
-- sorts exactly; where a scope is large it takes the graph below.
create index template_vector_scope on template_vector (tenant_id, scope_key);
create index template_vector_hnsw on template_vector using hnsw (embedding vector_cosine_ops);

grant select on template_vector to recurra_tenant;

alter table template_vector enable row level security;
create policy template_vector_of_tenant on template_vector for select to recurra_tenant
    using (tenant_id = current_setting('recurra.tenant', true));
create policy template_vector_for_services on template_vector for all to public
    using (current_user <> 'recurra_tenant') with check (current_user <> 'recurra_tenant');
