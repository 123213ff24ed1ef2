create table if not exists product (
    id bigint primary key,
    name text not null,
    price numeric(10, 2) not null,
    description text
);
