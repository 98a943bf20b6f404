-- With what is compared of all entries of a scope beside their vectors, so that the rows need not be read.
create index template_vector_simhash on template_vector (tenant_id, scope_key) include (simhash, entry_id);
drop index template_vector_scope;
alter index template_vector_simhash rename to template_vector_scope;
